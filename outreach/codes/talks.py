"""The talk that a code belongs to: the one that took an activity code, or that handed out a leaflet's bundle.

What is done on the code counts for that talk's place, unit and audiences. Nothing of it is written on the code: a void
of the talk lets its leaflets go at once. The one place of this rule; talks and claims are named here only, capture
being the floor above.
"""

from typing import Any, Final

from django.db.models.expressions import RawSQL

from outreach.codes.models import Code, CodeKind

# The act of that talk, NULL without one; `{code}` is the name that the code's row goes by.
TALK_OF: Final = """CASE {code}.kind
    WHEN 'activity' THEN (SELECT taker.act_id FROM outreach_activity AS taker WHERE taker.code_id = {code}.id)
    WHEN 'leaflet' THEN (
        SELECT holder.act_id FROM outreach_claim AS holder
        WHERE holder.campaign_id = {code}.campaign_id AND holder.kind = 'bundle'
            AND holder.key = {code}.batch_id || ':' || {code}.bundle)
    END"""


def bundle_key(batch_id: int, bundle: int) -> str:
    """What a talk claims of the leaflets it hands out."""
    return f"{batch_id}:{bundle}"


def recall_talk(code: Code) -> None:
    """Let `code.activity` of a leaflet be the talk at which its bundle was handed out; one statement where it may be.

    An activity code's own row leads to its talk.
    """
    if code.kind != CodeKind.LEAFLET or code.bundle is None:
        return
    act = RawSQL(f"SELECT {TALK_OF.format(code='code')} FROM outreach_code AS code WHERE code.id = %s", [code.pk])
    taken: Any = Code._meta.get_field("activity")
    talk = taken.related_model.objects.select_related("place", "act__unit").filter(act__in=act).first()
    if talk is not None:
        taken.set_cached_value(code, talk)
