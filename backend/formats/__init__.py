"""How each language that Django has no formats for writes days and times (FORMAT_MODULE_PATH)."""
