"""A written section set as plain text or as Markdown."""

from collections.abc import Iterator

from outreach.reporting.writing.document import Document, Table


def plain(document: Document) -> str:
    """Text for a terminal, a message or a mail: one paragraph a line, no tables."""
    return "\n".join(_plain_lines(document)) + "\n"


def markdown(document: Document) -> str:
    """CommonMark with tables (GitHub's extension)."""
    return "\n\n".join(_markdown_blocks(document)) + "\n"


def _plain_lines(document: Document) -> Iterator[str]:
    yield from (document.title, document.subtitle, document.standing, *document.lead_in)
    for chapter in document.chapters:
        yield from ("", chapter.heading, *chapter.paragraphs, *chapter.items)


def _markdown_blocks(document: Document) -> Iterator[str]:
    yield from (f"# {_escaped(document.title)}", _escaped(document.subtitle), _escaped(document.standing))
    yield from map(_escaped, document.lead_in)
    for chapter in document.chapters:
        yield f"## {_escaped(chapter.heading)}"
        yield from map(_escaped, chapter.paragraphs)
        if not chapter.tables:
            yield from map(_escaped, chapter.items)
        for table in chapter.tables:
            yield "\n".join(_table_lines(table))


def _table_lines(table: Table) -> Iterator[str]:
    yield _row(table.header)
    yield _row(("---", *["---:"] * (len(table.header) - 1)), escape=False)
    yield from map(_row, table.rows)


def _row(cells: tuple[str | int, ...], *, escape: bool = True) -> str:
    return f"| {' | '.join(_escaped(str(cell)) if escape else str(cell) for cell in cells)} |"


def _escaped(text: str) -> str:
    """Text in which no name that someone entered is taken for markup."""
    for mark in "\\`*[]<>|":
        text = text.replace(mark, f"\\{mark}")
    return text
