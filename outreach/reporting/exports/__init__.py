"""Lines in full as a file: ordered by a page, written by a worker, kept for a day. No file names a person."""
