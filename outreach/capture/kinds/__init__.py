"""The kinds of submission, a module per subject: what each requires, its detail, its lines, what may count once."""
