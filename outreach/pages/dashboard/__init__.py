"""What chiefs, administrators and auditors see: figures by unit and month, what they rest on, the section's text."""
