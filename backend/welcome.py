"""What a newcomer reads once the demonstration is up."""

import io
import json
from pathlib import Path

import qrcode


def demonstration(var: Path, base_url: str, *, in_colour: bool) -> str:
    """The address, the logins and a resident's page to scan, from what ``load_demo`` wrote to
    ``var/demo.json``.

    ``base_url`` is where the site answers in this run, whatever port an earlier run had.
    """
    demo = json.loads((var / "demo.json").read_text())
    lines = [f"The Outreach Ledger (反诈宣传台账) runs at {base_url}/", "", "Demonstration logins (演示):"]
    lines += [f"  {role:<14} {login['username']:<12} {login['password']}" for role, login in demo["logins"].items()]
    page = f"{base_url}/Q/{demo['codes']['activity']}"
    lines += ["", f"A resident's page: {page}", "", drawing(page, in_colour=in_colour)]
    return "\n".join(lines)


def drawing(text: str, *, in_colour: bool) -> str:
    """``text`` as a QR code of block characters; black on white whatever the terminal's colours when
    ``in_colour``."""
    code = qrcode.QRCode(border=2)
    code.add_data(text)
    out = _Terminal() if in_colour else io.StringIO()
    code.print_ascii(out=out, tty=in_colour, invert=not in_colour)
    return out.getvalue().rstrip("\n")


class _Terminal(io.StringIO):
    """qrcode colours its drawing only for what calls itself a terminal."""

    def isatty(self) -> bool:
        return True
