"""Reading a page as a visitor does: its text, its forms, its headings."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

_SILENT = {"script", "style", "head"}


@dataclass
class Page(HTMLParser):
    """What a response shows. `forms` are the preset values of each form by its action, in order."""

    markup: str
    text: str = ""
    heading: str = ""
    forms: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)
        self.feed(self.markup)
        self.text = re.sub(r"\s+", " ", self.text).strip()
        self.heading = re.sub(r"\s+", " ", self.heading).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in _SILENT or tag == "h1":
            self._open.append(tag)
        if tag == "form":
            self.forms.append((values.get("action", ""), {}))
        elif tag == "input" and self.forms and values.get("type") not in ("radio", "checkbox"):
            self.forms[-1][1][values["name"]] = values.get("value", "")
        elif tag == "a":
            self.links.append(values["href"])
        for name in ("aria-label", "alt", "title", "placeholder"):
            if name in values:
                self.text += f" {values[name]} "

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        if not _SILENT & set(self._open):
            self.text += f"{data} "
        if "h1" in self._open:
            self.heading += data


def page(response: Any) -> Page:
    return Page(response.content.decode())
