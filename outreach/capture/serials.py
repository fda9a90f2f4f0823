"""Serials of numbered forms: the claim on each, and how people write many of them."""

from collections.abc import Iterable, Mapping

COUNTED = "already counted"
REVOKED = "revoked"


def form_key(batch_id: int, serial: int, act: str) -> str:
    """What an act claims of a form: each form once per act."""
    return f"{batch_id}:{serial}:{act}"


def serial_in(key: str) -> int:
    """The serial that a claim on a form is about."""
    return int(key.split(":")[1])


def missing_of(reasons: Mapping[str, Iterable[int]]) -> dict[str, list[str]]:
    """Why a range cannot count as it stands: what to put among its missing serials, and why."""
    return {"missing": [f"{reason}: {in_stretches(serials)}" for reason, serials in reasons.items() if serials]}


def in_stretches(serials: Iterable[int]) -> str:
    """Serials as people write them: "2, 5-9"."""
    stretches: list[list[int]] = []
    for serial in sorted(serials):
        if stretches and serial == stretches[-1][-1] + 1:
            stretches[-1][1:] = [serial]
        else:
            stretches.append([serial])
    return ", ".join("-".join(map(str, stretch)) for stretch in stretches)
