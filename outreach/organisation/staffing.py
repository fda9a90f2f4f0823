"""Who works where, set by who leads there: officers invited, let in and kept out, their memberships begun and ended.

Who may give which role on which unit is said once, in `may_grant`; all else asks it. A secondment is a membership
elsewhere with a last day.
"""

from datetime import date, datetime

from django.contrib.auth.tokens import default_token_generator
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from outreach.audit.services import note
from outreach.errors import Refusal
from outreach.organisation.models import Membership, Officer, OrganisationUnit, Role
from outreach.organisation.scope import Scope
from outreach.organisation.selectors import in_force


def may_grant(by: Scope, unit_id: int, role: Role) -> bool:
    """Whether `by` gives and ends this role on this unit.

    A chief leads officers of the own subtree; only an administrator makes chiefs and administrators. An auditor reads
    every unit, so only who administers every unit makes one.
    """
    if role == Role.OFFICER:
        return unit_id in by.manages
    if role == Role.AUDITOR:
        return unit_id in by.administers and not OrganisationUnit.objects.exclude(pk__in=by.administers).exists()
    return unit_id in by.administers


def may_grant_from(by: Scope, unit: OrganisationUnit, role: Role, starts_on: date) -> bool:
    """Whether `by`, who gives the role on the unit, gives it from that local day on.

    It holds at each unit of a line: for days before a move it is given by who gives it wherever the unit stood.
    """
    if unit.begins_on is None or unit.begins_on <= starts_on:
        return True
    before = in_force(unit, starts_on)
    if before is None:
        return False
    between = OrganisationUnit.objects.filter(
        origin=unit.origin_id, ends_on__gte=starts_on, ends_on__lt=unit.begins_on
    ).values_list("pk", flat=True)
    return all(may_grant(by, number, role) for number in {before.pk, *between})


def roles_granted(by: Scope) -> tuple[Role, ...]:
    """The roles that `by` gives on some unit, in the order of `Role`."""
    tops = {Role.OFFICER: by.manages}
    return tuple(
        role
        for role in Role
        if any(may_grant(by, unit_id, role) for unit_id in sorted(tops.get(role, by.administers))[:1])
    )


def staff_of(by: Scope) -> QuerySet[Officer]:
    """Those who are, were or will be members of the units that `by` manages, by name."""
    members = Membership.objects.filter(unit__in=by.manages)
    return Officer.objects.filter(pk__in=members.values("officer")).order_by("name", "pk")


def find_officer(number: int, *, by: Scope) -> Officer:
    """Raises Refusal: `not_found`, whether there is none or it is none of `by`'s."""
    officer = staff_of(by).filter(pk=number).first()
    if officer is None:
        raise Refusal("not_found")
    return officer


def leads(by: Scope, officer: Officer, *, today: date | None = None) -> bool:
    """Whether `by` lets the officer in and keeps the officer out: whoever gave all that the officer holds or will hold.

    Nobody does so for oneself, nor for who is lent from elsewhere or keeps the site running.
    """
    day = today or timezone.localdate()
    held = Membership.objects.not_over(day).filter(officer=officer)
    return (
        officer.pk != by.officer_id
        and not officer.is_staff
        and not officer.is_superuser
        and staff_of(by).filter(pk=officer.pk).exists()
        and all(may_grant(by, unit_id, Role(role)) for unit_id, role in held.values_list("unit_id", "role"))
    )


@transaction.atomic
def invite(
    *, by: Scope, username: str, name: str, unit: OrganisationUnit, role: Role, starts_on: date, ends_on: date | None
) -> tuple[Officer, str]:
    """A new officer with a first membership, and the token of the link by which the officer sets a password.

    Raises:
        Refusal: `permission_denied` where `by` may not give the role there; `malformed` for `username`, taken already,
            for `ends_on`, or for `starts_on`, where the unit is none of `by`'s before its move.
    """
    _require_grant(by, unit.pk, role)
    try:
        with transaction.atomic():
            officer = Officer.objects.create_user(username, None, name=name)
    except IntegrityError as error:
        why = _("This number is taken. If it is the same person, add a membership instead.")
        raise Refusal("malformed", errors={"username": [why]}) from error
    _note(by, "officer_invited", officer)
    _begin(by, officer, unit, role, starts_on, ends_on)
    return officer, default_token_generator.make_token(officer)


@transaction.atomic
def renew_link(*, by: Scope, officer: Officer) -> str:
    """The token of a new link to set a password: the old password and older links are good no more.

    Raises Refusal: `permission_denied` where `by` does not lead the officer.
    """
    _require_lead(by, officer)
    officer.set_unusable_password()
    officer.save(update_fields=["password"])
    _note(by, "password_link_made", officer)
    return default_token_generator.make_token(officer)


def officer_of_link(number: int, token: str) -> Officer | None:
    """Whose password the link sets: signed, good for PASSWORD_RESET_TIMEOUT seconds, until a password was set by it."""
    officer = Officer.objects.filter(pk=number, is_active=True).first()
    return officer if officer is not None and default_token_generator.check_token(officer, token) else None


@transaction.atomic
def set_password(*, number: int, token: str, password: str) -> Officer:
    """Set the password that the link asks for; of two at once the first is taken. Raises Refusal: `not_found`."""
    officer = Officer.objects.select_for_update().filter(pk=number, is_active=True).first()
    if officer is None or not default_token_generator.check_token(officer, token):
        raise Refusal("not_found")
    officer.set_password(password)
    officer.save(update_fields=["password"])
    note(actor=f"officer:{officer.pk}", action="password_set", subject=f"officer:{officer.pk}")
    return officer


@transaction.atomic
def let_in(*, by: Scope, officer: Officer, is_active: bool) -> Officer:
    """Keep an officer out, whose sessions and tokens end with that, or let the officer in again.

    Raises Refusal: `permission_denied` where `by` does not lead the officer.
    """
    _require_lead(by, officer)
    if Officer.objects.filter(pk=officer.pk, is_active=not is_active).update(is_active=is_active):
        officer.is_active = is_active
        _note(by, "officer_enabled" if is_active else "officer_disabled", officer)
    return officer


@transaction.atomic
def begin_membership(
    *, by: Scope, username: str, unit: OrganisationUnit, role: Role, starts_on: date, ends_on: date | None
) -> Membership:
    """A further membership of who has an account, from another unit too: a secondment has a last day.

    Raises:
        Refusal: `permission_denied` where `by` may not give the role there, or gives it to oneself; `malformed` for
            `username`, which nobody has, for `ends_on`, or for `starts_on`, where the same begins that day already
            or the unit is none of `by`'s before its move.
    """
    _require_grant(by, unit.pk, role)
    officer = Officer.objects.filter(username=username).first()
    if officer is None:
        raise Refusal("malformed", errors={"username": [_("Nobody has this number. Invite the officer instead.")]})
    if officer.pk == by.officer_id:
        raise Refusal("permission_denied")
    return _begin(by, officer, unit, role, starts_on, ends_on)


@transaction.atomic
def end_membership(*, by: Scope, membership_id: int, last: date, now: datetime | None = None) -> Membership:
    """End a membership after the local day `last`, today at the earliest: what was done before stays.

    Raises:
        Refusal: `not_found`; `permission_denied` where `by` may not give that role there, or it is one's own;
            `malformed` for `last`.
    """
    membership = (
        Membership.objects.select_for_update(of=("self",)).filter(pk=membership_id, unit__in=by.manages).first()
    )
    if membership is None:
        raise Refusal("not_found")
    _require_grant(by, membership.unit_id, Role(membership.role))
    if membership.officer_id == by.officer_id:
        raise Refusal("permission_denied")
    if last < max(timezone.localdate(now), membership.starts_on):
        raise Refusal("malformed", errors={"last": [_("From today on, and not before its first day.")]})
    membership.ends_on = last
    membership.save(update_fields=["ends_on"])
    note(
        actor=f"officer:{by.officer_id}",
        action="membership_ended",
        subject=f"membership:{membership.pk}",
        facts={"officer": membership.officer_id, "last": last.isoformat()},
    )
    return membership


def _begin(
    by: Scope, officer: Officer, unit: OrganisationUnit, role: Role, starts_on: date, ends_on: date | None
) -> Membership:
    if ends_on is not None and ends_on < starts_on:
        raise Refusal("malformed", errors={"ends_on": [_("Not before the first day.")]})
    if not may_grant_from(by, unit, role, starts_on):
        why = _("The unit is there from %(day)s on: not before that day.") % {"day": unit.begins_on}
        raise Refusal("malformed", errors={"starts_on": [why]})
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                officer=officer, unit=unit, role=role, starts_on=starts_on, ends_on=ends_on
            )
    except IntegrityError as error:
        why = _("The same membership begins on this day already.")
        raise Refusal("malformed", errors={"starts_on": [why]}) from error
    note(
        actor=f"officer:{by.officer_id}",
        action="membership_begun",
        subject=f"membership:{membership.pk}",
        facts={"officer": officer.pk, "unit": unit.pk, "role": role.value, "from": starts_on.isoformat()},
    )
    return membership


def _require_grant(by: Scope, unit_id: int, role: Role) -> None:
    if not may_grant(by, unit_id, role):
        raise Refusal("permission_denied" if unit_id in by.unit_ids else "out_of_scope")


def _require_lead(by: Scope, officer: Officer) -> None:
    if not leads(by, officer):
        raise Refusal("permission_denied")


def _note(by: Scope, action: str, officer: Officer) -> None:
    note(actor=f"officer:{by.officer_id}", action=action, subject=f"officer:{officer.pk}")
