"""Paper records from xlsx and csv: a file is checked row by row, then each good row becomes a submission (补录)."""
