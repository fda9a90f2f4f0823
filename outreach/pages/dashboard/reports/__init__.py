"""Reports at the dashboard: listed with those that are missing, asked for, worded, and taken step by step."""
