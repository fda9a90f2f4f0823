"""Tibetan."""
