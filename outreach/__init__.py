"""The domain of the Outreach Ledger: one Django app, a package per subject, lowest floor first.

audit, crypto, limits -> organisation -> campaigns -> codes -> ledger -> capture -> reporting, privacy -> api, pages.
"""
