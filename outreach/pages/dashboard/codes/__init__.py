"""Codes on paper, for chiefs and administrators: batches to print, the cards of places, the posters of activities."""
