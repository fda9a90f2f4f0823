"""Lists of units, places and officers: checked row by row, then entered all together or not at all."""
