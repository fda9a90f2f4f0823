"""Installs: acts of help, and residents' own confirmations, which stay apart."""

from outreach.campaigns.indicators import Evidence, IndicatorKey
from outreach.capture.admission import admit, audience_of, open_act
from outreach.capture.case import Case
from outreach.capture.kinds.pledges import OFFICER_KINDS, RESIDENT_KINDS, claim_single_use
from outreach.capture.models import Alerts, Basis
from outreach.capture.models import Install as InstallDetail
from outreach.capture.operations import Install
from outreach.capture.receipts import receipt_mark
from outreach.capture.state import Facts
from outreach.errors import Refusal


def judge_install(case: Case, facts: Facts) -> None:
    """An officer's entry was seen by the officer; a resident's is self-reported. 帮装 +1 needs no code."""
    operation = case.operation
    assert isinstance(operation, Install)
    code = admit(case, facts, *(OFFICER_KINDS if case.is_by_officer else RESIDENT_KINDS))
    if code is not None:
        claim_single_use(case, code, "install")
    open_act(case, audience=audience_of(code.audiences if code else ()))
    if operation.receipt and case.act is not None:
        linked = receipt_mark(operation.receipt)
        if linked not in facts.receipts:
            raise Refusal("malformed", errors={"receipt": ["unknown receipt"]})
        case.act["receipt_mark"] = linked
    evidence = Evidence.WITNESSED if case.is_by_officer else Evidence.SELF_REPORTED
    helped = operation.basis == Basis.HELPED_NOW
    case.line(IndicatorKey.APP_INSTALLS if helped else IndicatorKey.APP_CONFIRMATIONS, evidence, 1)
    if operation.alerts_enabled == Alerts.YES:
        case.line(IndicatorKey.ALERTS_ENABLED, evidence, 1)
    case.detail(
        InstallDetail,
        act_id=case.act_id,
        basis=operation.basis,
        platform=operation.platform,
        alerts_enabled=operation.alerts_enabled,
    )
