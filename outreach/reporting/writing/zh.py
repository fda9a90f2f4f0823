"""The sentences of a section in Chinese, as a bureau writes them.

Punctuation is full-width (GB/T 15834-2011), also around what ``prose`` writes in half-width as its cases agree;
numerals are Arabic and not grouped (GB/T 15835-2011); numbering is 一、 and （一） (GB/T 9704-2012).
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import groupby
from types import MappingProxyType
from typing import Final

from outreach.campaigns.indicators import Audience, Evidence, IndicatorKey
from outreach.campaigns.period_names import Pair, day_zh, name_zh, pair_zh
from outreach.campaigns.periods import Period, PeriodKind
from outreach.reporting.prose import zh as prose
from outreach.reporting.prose.change import CountStatement, of_counts
from outreach.reporting.published import period_in
from outreach.reporting.section import CorrectionPart, FigurePart, Section, UnitPart
from outreach.reporting.spans import Basis, Span
from outreach.reporting.writing import facts
from outreach.reporting.writing.document import Approval
from outreach.reporting.writing.facts import Told

OVERVIEW: Final = "总体情况"
MONTHS: Final = "分月情况"
UNITS: Final = "分单位情况"
AUDIENCES: Final = "分人群情况"
EVIDENCE: Final = "佐证情况"
CORRECTIONS: Final = "更正情况"
DEFINITIONS: Final = "指标口径"

UNIT: Final = "单位"
INDICATOR: Final = "指标"
TOTAL: Final = "合计"

# The unit is the subject of the sentence. The other indicators' names begin with a verb already.
_ACTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        IndicatorKey.SCHOOL_TALKS: "开展入校宣传、法治课",
        IndicatorKey.COMMUNITY_SESSIONS: "开展社会面宣传活动",
        IndicatorKey.HOUSEHOLD_VISITS: "开展入户宣传",
        IndicatorKey.ATTENDANCE: "组织群众参加宣传活动",
        IndicatorKey.APP_CONFIRMATIONS: "收到群众自行确认已安装反诈APP",
        IndicatorKey.ALERTS_ENABLED: "收到群众确认开启预警功能",
    }
)
# Within a theme figures are parted by commas, as in the briefing's own paragraph.
_THEMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        IndicatorKey.SCHOOL_TALKS: "sessions",
        IndicatorKey.COMMUNITY_SESSIONS: "sessions",
        IndicatorKey.HOUSEHOLD_VISITS: "sessions",
        IndicatorKey.ATTENDANCE: "sessions",
        IndicatorKey.MATERIALS: "materials",
        IndicatorKey.MATERIALS_POSTED: "materials",
        IndicatorKey.UNIT_PLEDGES: "pledges",
        IndicatorKey.RESIDENT_PLEDGES: "pledges",
        IndicatorKey.APP_INSTALLS: "app",
        IndicatorKey.APP_CONFIRMATIONS: "app",
        IndicatorKey.ALERTS_ENABLED: "app",
    }
)
_FULL_WIDTH: Final = str.maketrans(",:;()", "，：；（）")
_YEAR: Final = prose.Against.YEAR_BEFORE
_DIGITS: Final = "零一二三四五六七八九"


def heading(number: int, name: str) -> str:
    return f"{_numeral(number)}、{name}"


def item(number: int, text: str) -> str:
    return f"（{_numeral(number)}）{text}"


def subitem(number: int, text: str) -> str:
    return f"{number}. {text}"


def title(section: Section) -> str:
    mark = "【演示】" if section["campaign"]["is_demonstration"] else ""
    return f"{mark}{section['unit']['name']}宣传防范工作情况"


def subtitle(section: Section) -> str:
    span = facts.span_in(section["period"])
    return f"（{section['campaign']['name']}，{_between(span.first, span.last)}）"


def standing(section: Section, approval: Approval | None) -> str:
    """初步 or 已核定, the cut-off, and when the section was counted, in local time with its zone."""
    at = facts.counted_at(section)
    counted = f"统计截至{_in_full(facts.cut_off(section))}，数据汇总于{_time(at)}。"
    if approval is None:
        return f"初步数据，未经核定。{counted}"
    return f"已核定。{counted}核定于{_time(approval.at.astimezone(at.tzinfo))}，快照编号{approval.snapshot}。"


def overview(section: Section) -> str:
    """The paragraph that the briefing prints under 宣传防范方面: round figures only where it runs to date."""
    span, told = facts.span_in(section["period"]), facts.of_section(section)
    opening = _opening(span) + section["unit"]["name"]
    if not told:
        return f"{opening}无宣传活动记录。"
    if facts.is_to_date(section):
        clauses = _by_theme((each, _act(each) + each.figure["printed"]["zh"]) for each in told)
    else:
        clauses = _compared(told, span, _own_labels(span))
    silent = "、".join(figure["definition"]["zh"] for figure in facts.without_records(section))
    return f"{opening}{clauses}。{f'{silent}无记录。' if silent else ''}"


def month(section: Section, number: int) -> str:
    span, told = facts.span_in(section["months"][number]), facts.of_month(section, number)
    labels = _month_labels(span.period, facts.cut_off(section))
    if not told:
        return f"{labels.current}无记录。"
    return f"{labels.current}，{_compared(told, span, labels)}。"


def unit(section: Section, number: int) -> str:
    clauses = _by_theme((each, _act(each) + _exact(each)) for each in facts.of_unit(section, number))
    return f"{unit_name(section, section['units'][number])}{clauses}。"


def idle_units(section: Section, units: Iterable[UnitPart]) -> str:
    return f"{'、'.join(unit_name(section, unit) for unit in units)}无记录。"


def unit_name(section: Section, unit: UnitPart) -> str:
    """A unit below by its name, the report's own unit as 本级: what it did itself."""
    return f"{unit['name']}{'本级' if unit['id'] == section['unit']['id'] else ''}"


def audience(figure: FigurePart) -> str:
    parts = facts.parts_of(figure["audiences"], Audience)
    return _broken_down(figure, [f"{name.zh}{_count(figure, value)}" for name, value in parts])


def evidence(figure: FigurePart) -> str:
    parts = facts.parts_of(figure["evidence"], Evidence)
    return _broken_down(figure, [_known_by(figure, level, value) for level, value in parts])


def correction(section: Section, correction: CorrectionPart) -> str:
    """A published figure that later lines changed, with the earlier value."""
    figure = next(each for each in section["figures"] if each["indicator"] == correction["indicator"])
    more = "增加" if correction["difference"] > 0 else "减少"
    return (
        f"{published_label(correction, section)}{figure['definition']['zh']}"
        f"上次公布为{_count(figure, correction['published'])}，现更正为{_count(figure, correction['current'])}，"
        f"{more}{_count(figure, abs(correction['difference']))}。"
    )


def published_label(correction: CorrectionPart, section: Section) -> str:
    """Which figure was published: that of a period, or the one up to a day."""
    period, as_of = period_in(correction), facts.cut_off(section)
    return f"截至{day_zh(period.last, as_of)}的" if period.kind is PeriodKind.CAMPAIGN else name_zh(period, as_of)


def definitions_apply(section: Section) -> str:
    return f"各项指标口径不同，不相加，均统计至{_in_full(facts.cut_off(section))}，逐条可查。"


def definition(figure: FigurePart) -> str:
    part = figure["definition"]
    return (
        f"{column(figure)}：{part['definition_zh']}去重依据：{part['deduplicated_by_zh']}；"
        f"归属日期：{part['dated_by_zh']}。"
    )


def trace(figure: FigurePart) -> str:
    return f"明细查询：{facts.entries_query(figure)}"


def column(figure: FigurePart) -> str:
    return f"{figure['definition']['zh']}（{figure['definition']['measure_word']}）"


def level(evidence: Evidence) -> str:
    return _set(evidence.zh)


def _opening(span: Span) -> str:
    """Since when, or over what, and up to which day: 2021年9月份以来，截至12月2日，"""
    name = name_zh(span.period, facts.ANY_YEAR)
    begun = f"自{day_zh(span.first, span.last)}起，" if span.first > span.period.first else ""
    is_open = span.period.kind is PeriodKind.CAMPAIGN or span.last < span.period.last
    return f"{name}，{begun}{f'截至{day_zh(span.last, span.period.first)}，' if is_open else ''}"


def _compared(told: list[Told], span: Span, labels: Pair) -> str:
    """Exact figures, each beside that of the period before, or with the reason why not, and that of a year before."""
    if span.basis is Basis.COMPARED:
        return "；".join(_beside_previous(each, labels) + _beside_year(each, labels) for each in told)
    figures = [(each, _act(each) + _exact(each) + _beside_year(each, labels)) for each in told]
    has_years = facts.has_prior_year(each.count for each in told)
    clauses = "；".join(text for _, text in figures) if has_years else _by_theme(figures)
    return f"{clauses}。{_why_not_compared(span, labels)}"


def _beside_previous(told: Told, labels: Pair) -> str:
    value, previous = told.count["value"], told.count["previous"]
    measure = told.figure["definition"]["measure_word"]
    change = _set(prose.change(previous, value, measure=measure, labels=labels))
    if told.count["previous_published"] is not None:
        locked = _count(told.figure, told.count["previous_published"])
        change = f"{change}（{labels.previous}原核定为{locked}）"
    if previous == 0 and of_counts(previous, value).statement is CountStatement.FROM_ZERO:
        # That statement names the figure itself.
        return f"{told.figure['definition']['zh']}，{change}"
    return f"{_act(told)}{_exact(told)}，{change}"


def _beside_year(told: Told, labels: Pair) -> str:
    prior = facts.prior_year(told.count)
    if prior is None:
        return ""
    measure = told.figure["definition"]["measure_word"]
    year = Pair(labels.current, "上年同月")
    return f"，{_set(prose.change(prior, told.count['value'], measure=measure, labels=year, against=_YEAR))}"


def _why_not_compared(span: Span, labels: Pair) -> str:
    if span.basis is not Basis.PARTIAL:
        return f"{labels.previous}无可比数据"
    if span.last < span.period.last:
        return _set(prose.not_compared(labels.current, day_zh(span.last, span.period.first)))
    if span.first > span.period.first:
        return f"{labels.current}自{day_zh(span.first, span.period.last)}起统计，不作环比"
    return f"{labels.current}尚未结束，不作环比"


def _by_theme(clauses: Iterable[tuple[Told, str]]) -> str:
    themes = groupby(clauses, key=lambda clause: _THEMES.get(clause[0].figure["indicator"]))
    return "；".join("，".join(text for _, text in theme) for _, theme in themes)


def _act(told: Told) -> str:
    return _ACTS.get(told.figure["indicator"], told.figure["definition"]["zh"])


def _exact(told: Told) -> str:
    published = told.count["published"]
    note = "" if published is None else f"（原核定为{_count(told.figure, published)}）"
    return f"{_count(told.figure, told.count['value'])}{note}"


def _count(figure: FigurePart, value: int) -> str:
    return prose.exact(value, figure["definition"]["measure_word"])


def _broken_down(figure: FigurePart, parts: Iterable[str]) -> str:
    return f"{figure['definition']['zh']}{_count(figure, figure['value'])}：{'，'.join(parts)}。"


def _known_by(figure: FigurePart, evidence: Evidence, value: int) -> str:
    if evidence is Evidence.IMPORTED:
        return f"{_count(figure, value)}（{level(evidence)}）"
    return f"{level(evidence)}{_count(figure, value)}"


def _own_labels(span: Span) -> Pair:
    return pair_zh(span.period, span.last)


def _month_labels(month: Period, as_of: date) -> Pair:
    previous = month.previous()
    return Pair(name_zh(month, as_of), "" if previous is None else name_zh(previous, as_of))


def _between(first: date, last: date) -> str:
    if first == last:
        return _in_full(first)
    return f"{_in_full(first)}至{day_zh(last, first)}"


def _in_full(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _time(at: datetime) -> str:
    """Local time with its offset: 2021年12月2日18时05分（UTC+08:00）."""
    offset = at.isoformat()[-6:]
    return f"{_in_full(at.date())}{at.hour}时{at.minute:02}分（UTC{offset}）"


def _numeral(number: int) -> str:
    """A number from 1 to 99 as headings count: 九, 十, 十一, 二十三; larger ones in Arabic numerals."""
    tens, ones = divmod(number, 10)
    if number > 99:
        return str(number)
    leading = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return leading + (_DIGITS[ones] if ones else "")


def _set(text: str) -> str:
    return text.translate(_FULL_WIDTH)
