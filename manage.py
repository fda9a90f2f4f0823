#!/usr/bin/env python
"""Django's command line for the Outreach Ledger."""

import os
import sys

from django.core.management import execute_from_command_line

# What a shell reports of a program that Ctrl-C ended.
INTERRUPTED = 130

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        # A wish, not a fault: no traceback.
        sys.exit(INTERRUPTED)
