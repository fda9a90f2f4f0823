"""What residents see: one question a screen, in plain forms that need no script (domain.md section 4)."""
