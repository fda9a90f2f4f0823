"""What is measured, a module a part. Each has `SIZES` (by the name of the scale) and `run(ground, size)`."""
