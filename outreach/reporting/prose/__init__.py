"""Figures as official prose and tables write them (domain.md section 2).

``rounding`` and ``change`` hold the rules, the same in every language; ``zh`` and ``en`` hold the words,
under the same names. Nothing here reads the database.
"""
