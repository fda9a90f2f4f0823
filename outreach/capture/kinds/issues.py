"""Materials handed out or posted, items published, and refusals."""

from hashlib import sha256

from outreach.campaigns.indicators import Evidence, IndicatorKey
from outreach.capture.admission import (
    admit,
    admit_code,
    admit_without_code,
    audience_of,
    open_act,
    require_scope,
)
from outreach.capture.case import Case
from outreach.capture.kinds.pledges import RESIDENT_KINDS
from outreach.capture.models import ClaimKind, MaterialIssue, MaterialUse
from outreach.capture.models import Publication as PublicationDetail
from outreach.capture.operations import Material, Publication
from outreach.capture.operations import Refusal as RefusalOperation
from outreach.capture.state import Facts
from outreach.codes.models import CodeKind
from outreach.errors import Refusal
from outreach.ledger.models import Outcome


def judge_material(case: Case, facts: Facts) -> None:
    """Copies handed out, less those returned.

    Posted ones count apart. The officer issued them, so the officer saw it.
    """
    operation = case.operation
    assert isinstance(operation, Material)
    code = admit(case, facts, CodeKind.ACTIVITY, CodeKind.PLACE)
    if operation.returned >= operation.copies:
        raise Refusal("malformed", errors={"returned": ["must be less than the copies issued"]})
    open_act(case, audience=audience_of(code.audiences if code else ()))
    posted = operation.use == MaterialUse.POSTED
    indicator = IndicatorKey.MATERIALS_POSTED if posted else IndicatorKey.MATERIALS
    case.line(indicator, Evidence.WITNESSED, operation.copies - operation.returned)
    case.detail(
        MaterialIssue,
        act_id=case.act_id,
        material_kind=operation.material_kind,
        copies=operation.copies,
        returned=operation.returned,
        copies_method=operation.copies_method,
        use=operation.use,
    )


def judge_publication(case: Case, facts: Facts) -> None:
    """An item on a listed account; the published page is its document. It counts on the day it was published."""
    operation = case.operation
    assert isinstance(operation, Publication)
    account = facts.accounts.get(operation.account)
    if account is None:
        raise Refusal("malformed", errors={"account": ["not on the list of accounts"]})
    admit_without_code(case, facts, account.unit)
    assert case.campaign is not None
    require_scope(case, facts, account.unit)
    if not case.campaign.runs_on(operation.published_on) or operation.published_on > case.campaign.day_of(case.now):
        raise Refusal("malformed", errors={"published_on": ["outside the campaign or in the future"]})
    open_act(case, audience=audience_of(()), day=operation.published_on)
    title = sha256(operation.title.strip().encode()).hexdigest()
    case.claim(ClaimKind.PUBLICATION, f"{account.id}:{operation.published_on}:{title}")
    case.line(IndicatorKey.PUBLICATIONS, Evidence.DOCUMENTED, 1)
    case.detail(
        PublicationDetail,
        act_id=case.act_id,
        account_id=account.id,
        title=operation.title.strip(),
        url=operation.url,
        published_on=operation.published_on,
        publication_kind=operation.publication_kind,
    )


def judge_refusal(case: Case, facts: Facts) -> None:
    """Someone said no. It is kept with the code and nothing else, changes no indicator and makes no act."""
    assert isinstance(case.operation, RefusalOperation)
    admit_code(case, facts, *RESIDENT_KINDS)
    case.outcome = Outcome.ACCEPTED
