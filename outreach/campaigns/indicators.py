"""The words a campaign is counted in, and what each of its figures means.

Every count of the ledger belongs to one indicator, rests on one level of evidence and reaches one audience.
The database keeps these as plain text, so a value here is never renamed. The table ``INDICATORS`` is the only
place that says what an indicator counts, in which unit, and by what a repeat is recognised (domain.md
section 3); the definitions sheet of every report is printed from it.

Copies, acts, sessions and items are never people: no measure word here is 人, and indicators are never added
up. This module needs neither Django nor a database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal, Self


class Term(StrEnum):
    """A value stored as plain text, with its name in Chinese (``zh``) and in English (``en``)."""

    _value_: str
    zh: str
    en: str

    # The names have defaults because mypy takes the look-up Evidence("witnessed") for a call of this.
    def __new__(cls, value: str, zh: str = "", en: str = "") -> Self:
        term = str.__new__(cls, value)
        term._value_ = value
        term.zh = zh
        term.en = en
        return term


class Evidence(Term):
    """How a counted act is known. Levels are shown apart and never merged silently (domain.md section 3)."""

    SELF_REPORTED = "self_reported", "自报", "self-reported"
    WITNESSED = "witnessed", "现场核验", "witnessed on the spot"
    DOCUMENTED = "documented", "有书面材料", "on signed paper"
    SPOT_CHECKED = "spot_checked", "抽查核实", "spot-checked"
    IMPORTED = "imported", "来源:导入,未经逐条核实", "imported, not verified line by line"


class Audience(Term):
    """Whom an act reached. A session with several audiences has one line, ``mixed`` (design.md section 4)."""

    PUPILS = "pupils", "中小学生", "pupils"
    COLLEGE_STUDENTS = "college_students", "大中专学生", "college students"
    TEACHERS_PARENTS = "teachers_parents", "教师和家长", "teachers and parents"
    ELDERLY = "elderly", "老年人", "elderly people"
    RESIDENTS = "residents", "社区居民", "residents"
    VILLAGERS = "villagers", "农村群众", "villagers"
    ENTERPRISE_STAFF = "enterprise_staff", "企业职工", "enterprise staff"
    LEGAL_REPRESENTATIVES = "legal_representatives", "企业法定代表人", "legal representatives"
    FINANCE_STAFF = "finance_staff", "财务人员", "finance staff"
    SELF_EMPLOYED = "self_employed", "个体工商户", "self-employed traders"
    AGENCY_STAFF = "agency_staff", "机关事业单位人员", "staff of public agencies"
    MIXED = "mixed", "多类人群", "several audiences"
    UNSPECIFIED = "unspecified", "未注明", "not stated"


class ActivityKind(Term):
    """What kind of session an officer holds (design.md section 5, operation ``talk``)."""

    SCHOOL_TALK = "school_talk", "入校宣传", "school talk"
    LAW_CLASS = "law_class", "法治课", "law class"
    COMMUNITY_SESSION = "community_session", "社区宣传", "community session"
    ENTERPRISE_TRAINING = "enterprise_training", "企业培训", "enterprise training"
    STREET_STALL = "street_stall", "街面设点宣传", "street stall"
    HOUSEHOLD_VISIT = "household_visit", "入户宣传", "household visit"
    ONLINE_SESSION = "online_session", "线上宣传", "online session"


class IndicatorKey(StrEnum):
    """The stored name of an indicator."""

    SCHOOL_TALKS = "school_talks"
    COMMUNITY_SESSIONS = "community_sessions"
    HOUSEHOLD_VISITS = "household_visits"
    ATTENDANCE = "attendance"
    MATERIALS = "materials"
    MATERIALS_POSTED = "materials_posted"
    UNIT_PLEDGES = "unit_pledges"
    RESIDENT_PLEDGES = "resident_pledges"
    APP_INSTALLS = "app_installs"
    APP_CONFIRMATIONS = "app_confirmations"
    ALERTS_ENABLED = "alerts_enabled"
    PUBLICATIONS = "publications"


@dataclass(frozen=True, kw_only=True, slots=True)
class Indicator:
    """What one figure of a report counts.

    ``measure_word`` is the Chinese unit printed after the number, ``measure_en`` the English singular and
    plural. ``deduplicated_by_*`` says what makes two records one count; ``dated_by_*`` which local day a
    count belongs to. ``prose`` is how campaign-to-date prose prints the figure: ``approximate`` is the 余
    form of domain.md section 2. Tables and comparisons are always exact.
    """

    key: IndicatorKey
    zh: str
    en: str
    measure_word: str
    measure_en: tuple[str, str]
    definition_zh: str
    definition_en: str
    deduplicated_by_zh: str
    deduplicated_by_en: str
    dated_by_zh: str
    dated_by_en: str
    prose: Literal["exact", "approximate"] = "exact"


_ONE_SESSION_ZH: Final = "一场活动计一次；同一地点时间重叠的第二条记录列为待核事项“同一场？”"
_ONE_SESSION_EN: Final = 'one activity; an overlapping record at the place waits as "the same session?"'
_ONE_TIME_CODE_ZH: Final = "一次性二维码；手机只作提示，不作去重依据（家庭常共用一部手机）"
_ONE_TIME_CODE_EN: Final = "one-time code; the phone only raises a flag, because families share phones"

_TABLE: Final = (
    Indicator(
        key=IndicatorKey.SCHOOL_TALKS,
        zh="入校宣传、法治课",
        en="School talks and law classes",
        measure_word="场次",
        measure_en=("session", "sessions"),
        definition_zh="在学校举办并已完成的宣传活动和法治课的场次，已作废的不计。",
        definition_en="Completed talks and law classes held at schools; voided ones are not counted.",
        deduplicated_by_zh=_ONE_SESSION_ZH,
        deduplicated_by_en=_ONE_SESSION_EN,
        dated_by_zh="活动开始日",
        dated_by_en="the day the session starts",
    ),
    Indicator(
        key=IndicatorKey.COMMUNITY_SESSIONS,
        zh="社会面宣传活动",
        en="Sessions other than at schools",
        measure_word="场次",
        measure_en=("session", "sessions"),
        definition_zh="在社区、农村、企业、公共场所、街面和线上举办并已完成的宣传活动的场次，学校除外，已作废的不计。",
        definition_en="Completed sessions in communities, villages, enterprises and public places, at "
        "stalls and online; schools are counted apart and voided sessions are not counted.",
        deduplicated_by_zh=_ONE_SESSION_ZH,
        deduplicated_by_en=_ONE_SESSION_EN,
        dated_by_zh="活动开始日",
        dated_by_en="the day the session starts",
    ),
    Indicator(
        key=IndicatorKey.HOUSEHOLD_VISITS,
        zh="入户宣传",
        en="Household visits",
        measure_word="户次",
        measure_en=("visit", "visits"),
        definition_zh="已完成的入户宣传次数，同一户多次走访分别计算。",
        definition_en="Completed visits to households; a household visited again counts again.",
        deduplicated_by_zh="一次入户活动计一次",
        deduplicated_by_en="one visit counts once",
        dated_by_zh="入户当日",
        dated_by_en="the day of the visit",
    ),
    Indicator(
        key=IndicatorKey.ATTENDANCE,
        zh="参加宣传活动",
        en="Attendance at sessions",
        measure_word="人次",
        measure_en=("attendance", "attendances"),
        definition_zh="各场活动的到场人次之和，注明清点或者估计；同一人参加多场重复计算，不等于人数。",
        definition_en="Head counts of all sessions, each counted or estimated; someone at two sessions is "
        "counted twice, so this is not a number of people.",
        deduplicated_by_zh="不去重",
        deduplicated_by_en="not deduplicated",
        dated_by_zh="所属活动的日期",
        dated_by_en="the day of the session",
    ),
    Indicator(
        key=IndicatorKey.MATERIALS,
        zh="发放宣传资料",
        en="Leaflets and posters handed out",
        measure_word="份",
        measure_en=("copy", "copies"),
        definition_zh="实际发放的宣传海报、宣传单等资料份数，扣除退回；张贴的另计。",
        definition_en="Copies of posters and leaflets handed out, less those returned; posted copies are "
        "counted apart.",
        deduplicated_by_zh="一次发放计一次",
        deduplicated_by_en="one act of issue counts once",
        dated_by_zh="发放日",
        dated_by_en="the day of issue",
        prose="approximate",
    ),
    Indicator(
        key=IndicatorKey.MATERIALS_POSTED,
        zh="张贴宣传资料",
        en="Posters and notices posted",
        measure_word="份",
        measure_en=("copy", "copies"),
        definition_zh="张贴的宣传海报等资料份数，不计入发放份数。",
        definition_en="Copies put up in place; not part of the copies handed out.",
        deduplicated_by_zh="一次张贴计一次",
        deduplicated_by_en="one act of posting counts once",
        dated_by_zh="张贴日",
        dated_by_en="the day of posting",
    ),
    Indicator(
        key=IndicatorKey.UNIT_PLEDGES,
        zh="与单位签订责任书",
        en="Pledges signed with organisations",
        measure_word="份",
        measure_en=("pledge", "pledges"),
        definition_zh="期内与单位签订的防范电信网络诈骗责任书份数；目前有效的份数另列，盖章件扫描前标注“待盖章”。",
        definition_en="Anti-telecom-fraud pledges signed with organisations in the period; those in force "
        'are shown apart, and a pledge waits as "to be sealed" until the sealed copy is scanned.',
        deduplicated_by_zh="同一单位、同一文本、同一年度计一份",
        deduplicated_by_en="one for an organisation, text and year",
        dated_by_zh="签订日",
        dated_by_en="the day of signing",
    ),
    Indicator(
        key=IndicatorKey.RESIDENT_PLEDGES,
        zh="与群众签订责任书",
        en="Pledges signed with residents",
        measure_word="份",
        measure_en=("pledge", "pledges"),
        definition_zh="群众签订的有效责任书份数，已作废、已撤回的不计；份数不等于人数。",
        definition_en="Valid pledges signed by residents; voided and withdrawn ones are not counted. Pledges "
        "are documents, not people.",
        deduplicated_by_zh="一次性二维码或者编号，以及活动要求时的去标识化手机号；都没有的不去重并作标记",
        deduplicated_by_en="one-time code or serial, and the pseudonymous phone where a campaign asks for "
        "it; without any of these not deduplicated, and flagged",
        dated_by_zh="签订日",
        dated_by_en="the day of signing",
    ),
    Indicator(
        key=IndicatorKey.APP_INSTALLS,
        zh="帮助安装反诈APP",
        en="Help given installing the anti-fraud app",
        measure_word="次",
        measure_en=("act of help", "acts of help"),
        definition_zh="工作人员现场帮助群众安装国家反诈中心APP的次数；既不是人数，也不是注册数。",
        definition_en="Times staff helped a resident install the national anti-fraud app; neither a number "
        "of people nor of registrations.",
        deduplicated_by_zh=_ONE_TIME_CODE_ZH,
        deduplicated_by_en=_ONE_TIME_CODE_EN,
        dated_by_zh="帮助安装当日",
        dated_by_en="the day of the help",
    ),
    Indicator(
        key=IndicatorKey.APP_CONFIRMATIONS,
        zh="群众自行确认已安装反诈APP",
        en="Residents' own confirmations of the anti-fraud app",
        measure_word="次",
        measure_en=("confirmation", "confirmations"),
        definition_zh="群众自行安装或者此前已安装国家反诈中心APP并自愿确认的次数，不计入帮助安装次数。",
        definition_en="Times residents confirmed of their own accord that they installed the app or already "
        "had it; not part of the help given.",
        deduplicated_by_zh=_ONE_TIME_CODE_ZH,
        deduplicated_by_en=_ONE_TIME_CODE_EN,
        dated_by_zh="确认当日",
        dated_by_en="the day of the confirmation",
    ),
    Indicator(
        key=IndicatorKey.ALERTS_ENABLED,
        zh="确认开启预警功能",
        en="Warnings confirmed to be on",
        measure_word="次",
        measure_en=("confirmation", "confirmations"),
        definition_zh="已安装国家反诈中心APP且确认预警功能已开启的次数；答“不清楚”的另列。",
        definition_en="Times someone with the app installed said its warnings are on; answers "
        '"unknown" are shown apart.',
        deduplicated_by_zh="同安装或者确认记录",
        deduplicated_by_en="as the install or confirmation it belongs to",
        dated_by_zh="确认当日",
        dated_by_en="the day of the confirmation",
    ),
    Indicator(
        key=IndicatorKey.PUBLICATIONS,
        zh="推送宣传信息",
        en="Items pushed to the public",
        measure_word="篇",
        measure_en=("item", "items"),
        definition_zh="在登记的官方账号上推送的反诈宣传信息篇数，按账号和类别列示。",
        definition_en="Anti-fraud items pushed on registered official accounts, shown by account and kind.",
        deduplicated_by_zh="同一账号、同一标题、同一日计一篇",
        deduplicated_by_en="one for an account, title and day",
        dated_by_zh="推送日",
        dated_by_en="the day of publishing",
        prose="approximate",
    ),
)

INDICATORS: Final[Mapping[IndicatorKey, Indicator]] = MappingProxyType({row.key: row for row in _TABLE})
"""Every indicator by its key, in the order reports print them."""

SCHOOL: Final = "school"
"""The kind of place at which a session counts as a school talk."""

_SESSION_INDICATORS: Final[Mapping[ActivityKind, tuple[IndicatorKey, IndicatorKey]]] = MappingProxyType(
    {
        # kind: (at a school, anywhere else). The place decides for talks; a stall at the school gate is no
        # talk, an online session is held at no place, and a law class is a lesson wherever a school holds it.
        ActivityKind.SCHOOL_TALK: (IndicatorKey.SCHOOL_TALKS, IndicatorKey.COMMUNITY_SESSIONS),
        ActivityKind.LAW_CLASS: (IndicatorKey.SCHOOL_TALKS, IndicatorKey.SCHOOL_TALKS),
        ActivityKind.COMMUNITY_SESSION: (IndicatorKey.SCHOOL_TALKS, IndicatorKey.COMMUNITY_SESSIONS),
        ActivityKind.ENTERPRISE_TRAINING: (IndicatorKey.SCHOOL_TALKS, IndicatorKey.COMMUNITY_SESSIONS),
        ActivityKind.STREET_STALL: (IndicatorKey.COMMUNITY_SESSIONS, IndicatorKey.COMMUNITY_SESSIONS),
        ActivityKind.HOUSEHOLD_VISIT: (IndicatorKey.HOUSEHOLD_VISITS, IndicatorKey.HOUSEHOLD_VISITS),
        ActivityKind.ONLINE_SESSION: (IndicatorKey.COMMUNITY_SESSIONS, IndicatorKey.COMMUNITY_SESSIONS),
    }
)


def session_indicator(kind: ActivityKind, place_kind: str) -> IndicatorKey:
    """The indicator under which a completed session counts (domain.md section 3).

    ``place_kind`` is the stored kind of the place it was held at. A ``school_talk`` held anywhere but at a
    school counts with the other sessions, because the figure says 入校.
    """
    at_school, elsewhere = _SESSION_INDICATORS[kind]
    return at_school if place_kind == SCHOOL else elsewhere
