"""What stands around the figures of a section: headings of tables, notes on the data, remarks, lines left to fill in.

``zh`` and ``en`` hold the same names.
"""
