"""POST refusals/: saying no leaves the code and nothing else."""

from outreach.ledger.models import Act, Submission
from tests.api import acts
from tests.api.conftest import Caller
from tests.world import World


def test_a_refusal_is_kept_and_counts_nothing(world: World, resident: Caller) -> None:
    response = resident.post("refusals/", acts.refusal(world))
    assert (response.status_code, response.json()["outcome"]) == (201, "accepted")
    assert response.json()["indicators"] == {}
    assert not Act.objects.exists()


def test_nothing_leads_back_to_the_device(world: World, resident: Caller) -> None:
    resident.get(f"codes/{world.codes['activity'].text}/")
    resident.post("refusals/", acts.refusal(world))
    kept = Submission.objects.get()
    assert (kept.principal, kept.officer_id, kept.phone_time) == ("anonymous", None, None)


def test_it_sets_no_cookie(world: World, resident: Caller) -> None:
    assert not resident.post("refusals/", acts.refusal(world)).cookies


def test_an_officers_login_is_not_looked_at(world: World, officer: Caller) -> None:
    officer.post("refusals/", acts.refusal(world))
    assert Submission.objects.get().officer_id is None


def test_sent_again_it_is_the_same_refusal(world: World, resident: Caller) -> None:
    sent = acts.refusal(world)
    resident.post("refusals/", sent)
    assert resident.post("refusals/", sent).status_code == 200
