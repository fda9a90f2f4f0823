"""Sheets that anybody may have made (xlsx, csv): read cell by cell, and nothing in them run or calculated."""
