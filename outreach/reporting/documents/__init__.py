"""A report's documents: docx, pdf, xlsx, csv, json and a page, all written from the one stored section.

``paper`` says what stands on paper and in which order, ``grids`` the tables; the other modules set them, one a form.
Only workers import those: they bring in what draws pages.
"""
