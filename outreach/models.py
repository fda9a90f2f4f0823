"""Gathers the models of every package, so that Django finds them under one app label."""

from outreach.audit.models import AuditEvent
from outreach.campaigns.aims.models import PopulationBase, Target
from outreach.campaigns.models import Campaign, PledgeText
from outreach.capture.imports.models import ImportRow, PaperImport, PriorYear
from outreach.capture.models import (
    Activity,
    Claim,
    Install,
    MaterialIssue,
    Pledge,
    Publication,
    PublicationAccount,
    SealedCopy,
    SessionSpan,
    SignerRecord,
    Void,
    Witness,
)
from outreach.codes.models import Code, CodeBatch
from outreach.ledger.models import (
    Act,
    ClosedPeriod,
    DayTally,
    FoldMark,
    LedgerEntry,
    MonthTally,
    PendingLine,
    RecountRun,
    Submission,
)
from outreach.limits.models import Bucket
from outreach.organisation.models import (
    AccessToken,
    Device,
    Membership,
    Officer,
    OrganisationUnit,
    Place,
    SentList,
    SignatoryOrganisation,
)
from outreach.privacy.models import PressureReport
from outreach.reporting.checks.models import InstallCheck, SpotCheck, SpotCheckItem, SpotCheckMark
from outreach.reporting.doubts.models import DoubtReview
from outreach.reporting.exports.models import Export, ExportPiece
from outreach.reporting.models import Doubt, Report, ReportSchedule, ReportStep, Snapshot

__all__ = [
    "AccessToken",
    "Act",
    "Activity",
    "AuditEvent",
    "Bucket",
    "Campaign",
    "Claim",
    "ClosedPeriod",
    "Code",
    "CodeBatch",
    "DayTally",
    "Device",
    "Doubt",
    "DoubtReview",
    "Export",
    "ExportPiece",
    "FoldMark",
    "ImportRow",
    "Install",
    "InstallCheck",
    "LedgerEntry",
    "MaterialIssue",
    "Membership",
    "MonthTally",
    "Officer",
    "OrganisationUnit",
    "PaperImport",
    "PendingLine",
    "Place",
    "Pledge",
    "PledgeText",
    "PopulationBase",
    "PressureReport",
    "PriorYear",
    "Publication",
    "PublicationAccount",
    "RecountRun",
    "Report",
    "ReportSchedule",
    "ReportStep",
    "SealedCopy",
    "SentList",
    "SessionSpan",
    "SignatoryOrganisation",
    "SignerRecord",
    "Snapshot",
    "SpotCheck",
    "SpotCheckItem",
    "SpotCheckMark",
    "Submission",
    "Target",
    "Void",
    "Witness",
]
