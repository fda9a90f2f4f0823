"""Who gives which role where, lets whom in, and what a link to set a password is good for."""

from datetime import timedelta
from typing import Any

import pytest

from outreach.audit.models import AuditEvent
from outreach.errors import Refusal
from outreach.organisation import staffing
from outreach.organisation.models import Membership, Officer, Role
from outreach.organisation.scope import Scope, scope_of
from tests.world import PASSWORD, World

DAY = timedelta(days=1)


def scope(world: World, name: str) -> Scope:
    return scope_of(world.officers[name], today=world.today)


def invite(world: World, by: str = "chief", **said: Any) -> tuple[Officer, str]:
    usual = {
        "username": "800001",
        "name": "新人",
        "unit": world.units["station_a"],
        "role": Role.OFFICER,
        "starts_on": world.today,
        "ends_on": None,
    }
    return staffing.invite(by=scope(world, by), **usual | said)


def join(world: World, by: str = "chief", who: str = "outsider", **said: Any) -> Membership:
    usual = {
        "username": world.officers[who].username,
        "unit": world.units["station_a"],
        "role": Role.OFFICER,
        "starts_on": world.today,
        "ends_on": world.today + 30 * DAY,
    }
    return staffing.begin_membership(by=scope(world, by), **usual | said)


@pytest.mark.parametrize(
    ("by", "granted"),
    [
        ("officer", set()),
        ("auditor", set()),
        ("chief", {Role.OFFICER}),
        ("sub_chief", {Role.OFFICER}),
        ("administrator", set(Role)),
        ("other_administrator", set()),
    ],
)
def test_who_gives_which_role_at_station_a(world: World, by: str, granted: set[Role]) -> None:
    unit = world.units["station_a"].pk
    assert {role for role in Role if staffing.may_grant(scope(world, by), unit, role)} == granted


def test_only_who_administers_every_unit_makes_an_auditor_who_reads_every_unit(world: World) -> None:
    part = scope(world, "other_administrator")
    assert staffing.roles_granted(part) == (Role.OFFICER, Role.CHIEF, Role.ADMINISTRATOR)
    assert not staffing.may_grant(part, world.units["other_bureau"].pk, Role.AUDITOR)
    assert set(staffing.roles_granted(scope(world, "administrator"))) == set(Role)
    assert staffing.roles_granted(scope(world, "chief")) == (Role.OFFICER,)
    assert staffing.roles_granted(scope(world, "officer")) == ()


def test_an_invited_officer_sets_a_password_once(world: World) -> None:
    officer, token = invite(world)
    assert not officer.has_usable_password()
    assert staffing.officer_of_link(officer.pk, token) == officer
    staffing.set_password(number=officer.pk, token=token, password=PASSWORD)
    assert Officer.objects.get(pk=officer.pk).check_password(PASSWORD)
    assert staffing.officer_of_link(officer.pk, token) is None
    with pytest.raises(Refusal):
        staffing.set_password(number=officer.pk, token=token, password="another long one")
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"officer_invited", "membership_begun", "password_set"} <= actions
    assert token not in str(list(AuditEvent.objects.values()))
    assert "新人" not in str(list(AuditEvent.objects.values()))


def test_a_link_is_good_for_a_time_and_for_its_officer_alone(world: World, settings: Any) -> None:
    officer, token = invite(world)
    assert staffing.officer_of_link(world.officers["colleague"].pk, token) is None
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert staffing.officer_of_link(officer.pk, token) is None


def test_a_new_link_ends_the_old_one_and_the_old_password(world: World) -> None:
    officer, first = invite(world)
    second = staffing.renew_link(by=scope(world, "chief"), officer=officer)
    officer.refresh_from_db()
    assert staffing.officer_of_link(officer.pk, first) is None
    assert staffing.officer_of_link(officer.pk, second) == officer
    colleague = world.officers["colleague"]
    staffing.renew_link(by=scope(world, "chief"), officer=colleague)
    assert not Officer.objects.get(pk=colleague.pk).check_password(PASSWORD)


def test_who_is_kept_out_uses_no_link(world: World) -> None:
    officer, token = invite(world)
    staffing.let_in(by=scope(world, "chief"), officer=officer, is_active=False)
    assert staffing.officer_of_link(officer.pk, token) is None
    staffing.let_in(by=scope(world, "chief"), officer=officer, is_active=True)
    assert staffing.officer_of_link(officer.pk, token) == officer
    assert AuditEvent.objects.filter(action__in=("officer_disabled", "officer_enabled")).count() == 2


def test_a_number_that_is_taken_is_refused(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        invite(world, username=world.officers["outsider"].username)
    assert set(refused.value.errors) == {"username"}


@pytest.mark.parametrize(
    ("by", "who", "is_led"),
    [
        ("chief", "officer", True),
        ("chief", "former", True),
        ("chief", "chief", False),
        ("chief", "outsider", False),
        ("chief", "sub_chief", False),
        ("sub_chief", "chief", False),
        ("sub_chief", "officer", True),
        ("administrator", "chief", True),
        ("administrator", "administrator", False),
        ("administrator", "auditor", True),
        ("other_administrator", "officer", False),
        ("auditor", "officer", False),
        ("officer", "colleague", False),
    ],
)
def test_who_lets_whom_in_and_keeps_whom_out(world: World, by: str, who: str, is_led: bool) -> None:
    officer = world.officers[who]
    assert staffing.leads(scope(world, by), officer) is is_led
    if not is_led:
        for act in (
            lambda: staffing.renew_link(by=scope(world, by), officer=officer),
            lambda: staffing.let_in(by=scope(world, by), officer=officer, is_active=False),
        ):
            with pytest.raises(Refusal):
                act()
        assert Officer.objects.get(pk=officer.pk).is_active


def test_who_took_somebody_in_on_loan_does_not_take_over_the_account(world: World) -> None:
    join(world)
    assert not staffing.leads(scope(world, "chief"), world.officers["outsider"])
    assert staffing.leads(scope(world, "sub_chief"), world.officers["outsider"])
    assert not staffing.leads(scope(world, "chief_b"), world.officers["outsider"])


def test_who_keeps_the_site_running_is_led_by_nobody(world: World) -> None:
    Officer.objects.filter(pk=world.officers["officer"].pk).update(is_superuser=True)
    officer = Officer.objects.get(pk=world.officers["officer"].pk)
    assert not staffing.leads(scope(world, "administrator"), officer)


def test_a_secondment_begins_and_ends_with_its_days(world: World) -> None:
    membership = join(world)
    read = scope_of(world.officers["outsider"], today=world.today).unit_ids
    assert world.units["station_a"].pk in read
    staffing.end_membership(by=scope(world, "chief"), membership_id=membership.pk, last=world.today)
    later = scope_of(world.officers["outsider"], today=world.today + DAY).unit_ids
    assert later == {world.units["station_b"].pk}
    assert AuditEvent.objects.filter(action="membership_ended", subject=f"membership:{membership.pk}").exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"username": "nobody"}, "username"),
        ({"ends_on_before": True}, "ends_on"),
    ],
)
def test_a_membership_that_cannot_be_is_refused(world: World, said: dict[str, Any], field: str) -> None:
    if said.pop("ends_on_before", False):
        said = {"ends_on": world.today - DAY}
    with pytest.raises(Refusal) as refused:
        join(world, **said)
    assert set(refused.value.errors) == {field}


def test_the_same_membership_begins_once_a_day(world: World) -> None:
    join(world)
    with pytest.raises(Refusal) as refused:
        join(world)
    assert set(refused.value.errors) == {"starts_on"}


@pytest.mark.parametrize(
    ("by", "who", "role"),
    [
        ("chief", "outsider", Role.CHIEF),
        ("chief", "outsider", Role.ADMINISTRATOR),
        ("chief", "outsider", Role.AUDITOR),
        ("chief_b", "outsider", Role.OFFICER),
        ("auditor", "outsider", Role.OFFICER),
        ("officer", "outsider", Role.OFFICER),
        ("administrator", "administrator", Role.AUDITOR),
    ],
)
def test_nobody_gives_more_than_the_own_to_give_nor_to_oneself(world: World, by: str, who: str, role: Role) -> None:
    before = Membership.objects.count()
    with pytest.raises(Refusal) as refused:
        join(world, by=by, who=who, role=role)
    assert refused.value.problem.status == 403
    assert Membership.objects.count() == before


def test_no_membership_is_ended_for_days_gone_by_nor_by_who_did_not_give_it(world: World) -> None:
    of_officer = Membership.objects.get(officer=world.officers["officer"])
    of_chief = Membership.objects.get(officer=world.officers["chief"])
    for by, membership, last, code in (
        ("chief", of_officer, world.today - DAY, "malformed"),
        ("chief", of_chief, world.today, "permission_denied"),
        ("sub_chief", of_chief, world.today, "permission_denied"),
        ("chief_b", of_officer, world.today, "not_found"),
        ("officer", of_officer, world.today, "not_found"),
    ):
        with pytest.raises(Refusal) as refused:
            staffing.end_membership(by=scope(world, by), membership_id=membership.pk, last=last)
        assert refused.value.problem.code == code
