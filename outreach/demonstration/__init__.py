"""The demonstration campaign: the briefing of 2 December 2021 re-enacted by invented units, through `capture.record`.

Nothing here writes a line or a tally. `plan` holds the numbers, `names` and `cast` the people and places, `acts` turns
both into operations, `loading` sends them and proves that the totals came out.
"""
