"""Measures the ledger against the targets it was built to, as ratios of two things measured side by side.

`python -m bench` runs everything, `python -m bench install fold` these parts; `--quick` takes smaller sizes. Nothing
here promises milliseconds: they depend on the machine, ratios hardly do.
"""
