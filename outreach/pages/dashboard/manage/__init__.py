"""管理: what the work is set up by, seen by who oversees units, changed by who administers them."""
