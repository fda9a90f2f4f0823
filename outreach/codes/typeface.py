"""The typeface of all that is drawn, on paper and in pictures, and how a line of Chinese or English is broken.

It comes from npm packages under the Open Font License, so it is there after `make setup`.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.conf import settings

_FOLDER: Final = settings.BASE_DIR / "frontend" / "node_modules" / "@expo-google-fonts"
REGULAR_FILE: Final[Path] = _FOLDER / "noto-sans-sc" / "400Regular" / "NotoSansSC_400Regular.ttf"
BOLD_FILE: Final[Path] = _FOLDER / "noto-sans-sc" / "700Bold" / "NotoSansSC_700Bold.ttf"
SERIF_FILE: Final[Path] = _FOLDER / "noto-serif-sc" / "400Regular" / "NotoSerifSC_400Regular.ttf"
SERIF_BOLD_FILE: Final[Path] = _FOLDER / "noto-serif-sc" / "700Bold" / "NotoSerifSC_700Bold.ttf"

_UNBREAKABLE: Final = re.compile(r"[（“‘《]*(?:[!-~]+|\S)[，。；：！？、）”’》…]*\s*")


def broken(text: str, fits: Callable[[str], bool]) -> list[str]:
    """`text` in lines of which each `fits`: Chinese breaks anywhere but before a closing mark or after an opening one.

    What cannot be broken stands on a line of its own, whether it fits or not.
    """
    lines = [""]
    for unit in _UNBREAKABLE.findall(text):
        if lines[-1] and not fits((lines[-1] + unit).rstrip()):
            lines.append("")
        lines[-1] += unit
    return lines
