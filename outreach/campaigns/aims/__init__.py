"""Targets, and the numbers of people that coverage is a share of."""
