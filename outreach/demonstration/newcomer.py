"""What a newcomer gets: an open campaign to try things in, logins, and fresh codes, told in `var/demo.json`.

What is scanned here counts in the trial campaign and never touches the re-enactment. Codes and passwords are random,
so that no two installations share any.
"""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from outreach.campaigns.indicators import Audience
from outreach.campaigns.models import Campaign
from outreach.codes.alphabet import in_groups, new_text
from outreach.codes.models import Code, CodeBatch, CodeKind
from outreach.codes.services import Terms, make_batch, make_code
from outreach.demonstration.cast import Cast
from outreach.demonstration.founding import publish_samples
from outreach.organisation.models import Officer, OrganisationUnit, Place, PlaceKind

SLUG: Final = "trial"
_STARTED_BEFORE: Final = timedelta(days=14)
# Activity codes on each station's phones.
_POOL: Final = 30
_SHEET: Final = 20
_BUNDLE: Final = 10


def demo_file() -> Path:
    path: Path = settings.VAR_DIR / "demo.json"
    return path


def receive_newcomer(cast: Cast) -> None:
    """See to it that there is a trial campaign, and that `var/demo.json` tells logins and codes that work here.

    A file that fits is kept, but for the address of the site; otherwise new codes are made and the passwords set anew.
    """
    trial = Campaign.objects.filter(slug=SLUG).first() or _open_trial(cast)
    told = _told(trial)
    if told is None:
        _tell_anew(trial, cast)
    elif told["base_url"] != _base_url():
        _write({**told, "base_url": _base_url()})


@transaction.atomic
def _open_trial(cast: Cast) -> Campaign:
    """The trial campaign, with a code at every place and a stock of activity codes for every station."""
    today = timezone.localdate()
    trial = Campaign.objects.create(
        slug=SLUG,
        name="试用活动",
        name_en="Trial campaign",
        unit=OrganisationUnit.objects.get(name=cast.sub_bureau.name),
        starts_on=today - _STARTED_BEFORE,
    )
    publish_samples(trial, effective_from=trial.starts_on)
    stations = [station.unit.name for station in cast.stations]
    for unit in OrganisationUnit.objects.filter(name__in=stations):
        make_batch(Terms(kind=CodeKind.ACTIVITY, campaign=trial, unit=unit), by=None, size=_POOL)
        for place in Place.objects.filter(unit__path__startswith=unit.path).select_related("unit"):
            make_code(Terms(kind=CodeKind.PLACE, campaign=trial, unit=place.unit, place=place), by=None)
    return trial


@transaction.atomic
def _tell_anew(trial: Campaign, cast: Cast) -> None:
    """The file is the last thing written before the commit: without it, nothing was made."""
    station = OrganisationUnit.objects.get(name=cast.stations[0].unit.name)
    school, community = (
        Place.objects.filter(unit__path__startswith=station.path, kind=kind).select_related("unit").order_by("pk")[0]
        for kind in (PlaceKind.SCHOOL, PlaceKind.COMMUNITY)
    )
    session = Terms(
        kind=CodeKind.ACTIVITY,
        campaign=trial,
        unit=community.unit,
        place=community,
        audiences=(str(Audience.RESIDENTS),),
    )
    forms = make_batch(Terms(kind=CodeKind.FORM, campaign=trial, unit=station), by=None, size=_SHEET)
    leaflets = make_batch(
        Terms(kind=CodeKind.LEAFLET, campaign=trial, unit=station), by=None, size=_SHEET, bundle_size=_BUNDLE
    )
    _write(
        {
            "base_url": _base_url(),
            "campaign": SLUG,
            "logins": _new_logins(cast),
            "codes": {
                "activity": make_code(session, by=None).text,
                "place": Code.objects.get(campaign=trial, kind=CodeKind.PLACE, place=school).text,
                "forms": _texts(forms),
                "leaflets": _texts(leaflets),
            },
        }
    )


def _new_logins(cast: Cast) -> dict[str, dict[str, str]]:
    home, neighbour = cast.stations[:2]
    logins = {}
    for name, person in (
        ("officer", home.officers[0]),
        ("colleague", home.officers[1]),
        ("outsider", neighbour.officers[0]),
        ("chief", home.chief),
        ("administrator", cast.administrator),
        ("auditor", cast.auditor),
    ):
        password = in_groups(new_text())
        officer = Officer.objects.get(username=person.username)
        officer.set_password(password)
        officer.save(update_fields=["password"])
        logins[name] = {"username": person.username, "password": password}
    return logins


def _texts(batch: CodeBatch) -> list[str]:
    return list(Code.objects.filter(batch=batch).order_by("serial").values_list("text", flat=True))


def _told(trial: Campaign) -> dict[str, Any] | None:
    """What the file says, if it was written for this database."""
    try:
        told: dict[str, Any] = json.loads(demo_file().read_text(encoding="utf-8"))
        activity = told["codes"]["activity"]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    return told if Code.objects.filter(campaign=trial, text=activity).exists() else None


def _base_url() -> str:
    return f"{settings.SITE_SCHEME}://{settings.PUBLIC_HOST}"


def _write(told: dict[str, Any]) -> None:
    """Passwords are for the owner of this installation alone: nobody else may read the file at any moment."""
    path = demo_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(told, file, ensure_ascii=False, indent=2)
        file.write("\n")
    new.replace(path)
