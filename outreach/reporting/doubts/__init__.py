"""Doubts (待核事项): what is worth a second look, found by a worker and listed. Nothing is changed or hidden by it."""
