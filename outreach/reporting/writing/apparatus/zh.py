"""What stands around the figures, in Chinese."""

from datetime import date
from typing import Final

from outreach.campaigns.indicators import Audience, Evidence
from outreach.campaigns.period_names import day_zh, name_zh
from outreach.reporting.checked import ChecksPart, ResultPart
from outreach.reporting.checks.models import CheckKind
from outreach.reporting.coverage import BasePart, CoveredGroupPart, CoveredPart
from outreach.reporting.moves import MovePart
from outreach.reporting.progress import ProgressPart
from outreach.reporting.prose import zh as prose
from outreach.reporting.prose.change import CountStatement, of_counts
from outreach.reporting.prose.rounding import Rate
from outreach.reporting.section import CorrectionPart, FigurePart, Section, UnitPart
from outreach.reporting.writing import facts, zh

QUALITY: Final = "数据质量说明"
NEXT_STEPS: Final = "问题和下步工作"

KEY_FIGURES: Final = "主要指标"
MEASURE: Final = "计量单位"
VALUE: Final = "本期"
PREVIOUS: Final = "上期"
CHANGE: Final = "环比"
REMARK: Final = "备注"
MONTH: Final = "月份"
PERIOD: Final = "期间"
PUBLISHED: Final = "上次公布"
CURRENT: Final = "现值"
DIFFERENCE: Final = "差额"
NONE_COMPARED: Final = "—"

COLON: Final = "："
YEAR_BEFORE: Final = "上年同月"
ON_YEAR: Final = "同比"
MONTHS_ON_YEAR: Final = "分月同比情况"
COVERAGE: Final = "覆盖情况"
POPULATION: Final = "人口基数（人）"
NO_POPULATION: Final = "无基数"
SHARE: Final = "与基数之比"
SOURCE: Final = "基数来源"
PROGRESS: Final = "目标完成情况"
TARGET: Final = "目标"
REACHED: Final = "已完成"
REACHED_SHARE: Final = "完成率"

OUTREACH: Final = "宣传防范方面"
SECTIONS_BEFORE: Final[tuple[str, ...]] = ("打击破案方面", "基础建设方面")
SECTIONS_AFTER: Final[tuple[str, ...]] = ("平安创建方面",)
OTHER_SECTION: Final = "（本部分由有关部门提供，不在本系统内。）"
HEAD: Final = "（文件头、文号由发文单位另行加印）"
SEAL: Final = "（印章、签发人、成文日期由发文单位另行加盖、填写）"
DRAFT_MARK: Final = "初步"
APPROVED_MARK: Final = "已核定"


_CHECKED: Final = {CheckKind.PAPERS: "纸质责任书", CheckKind.LETTERS: "单位责任书"}


def caption(number: int, name: str) -> str:
    return f"表{number} {name}"


def chart_caption(number: int, name: str) -> str:
    return f"图{number} {name}"


def remark(figure: FigurePart, text: str) -> str:
    return f"备注：{figure['definition']['zh']}：{text}"


def month_name(section: Section, number: int) -> str:
    return name_zh(facts.span_in(section["months"][number]).period, facts.cut_off(section))


def audience(name: Audience) -> str:
    return name.zh


def correction_period(section: Section, correction: CorrectionPart) -> str:
    return zh.published_label(correction, section).removesuffix("的")


def change(previous: int | None, value: int) -> str:
    """The change as a table has it: one decimal, no percentage where it would mislead."""
    if previous is None:
        return NONE_COMPARED
    result = of_counts(previous, value)
    match result.statement:
        case CountStatement.BOTH_ZERO:
            return "均为0"
        case CountStatement.FROM_ZERO:
            return "不计算增幅"
        case CountStatement.EQUAL:
            return "持平"
        case CountStatement.NEARLY_EQUAL:
            return "基本持平"
        case CountStatement.DIFFERENCE:
            return f"{'增加' if result.difference > 0 else '减少'}{abs(result.difference)}"
        case CountStatement.PERCENTAGE:
            return f"{'增长' if result.difference > 0 else '下降'}{abs(result.per_cent)}%"


def quality(section: Section) -> list[str]:
    """What a reader must know of the data to read the figures rightly."""
    noted = facts.quality(section)
    notes = []
    if noted.imported:
        notes.append(f"{_shares(noted.imported, Evidence.IMPORTED)}为导入数据，未经逐条核实。")
    if noted.self_reported:
        notes.append(f"{_shares(noted.self_reported, Evidence.SELF_REPORTED)}为群众自报，未经现场核验。")
    if noted.silent_units:
        names = "、".join(zh.unit_name(section, unit) for unit in noted.silent_units)
        notes.append(f"本期{len(noted.silent_units)}个单位无记录：{names}。无记录不等于没有开展，请核对是否漏报。")
    if noted.is_partial:
        notes.append("本期统计时尚未结束，或者活动、本单位只覆盖其中一部分，不与完整的一期比较。")
    if noted.moves:
        moves = "；".join(_move(move) for move in noted.moves)
        notes.append(
            f"统计和比较的期间内隶属关系有变动：{moves}。各期按当时的隶属关系统计，环比、同比的增减包含这一变动。"
        )
    if noted.prior_units:
        apart = "；本期按结账日统计，与上年所报月份的起止日可能不一致" if noted.closes_within_month else ""
        notes.append(
            f"上年同月数为{noted.prior_units}个单位补录的上年数之和，未经逐条核实，口径可能与本期不同{apart}。"
        )
    notes.extend(_checks(noted.checks))
    if noted.has_no_population:
        notes.append("没有录入人口基数，不计算覆盖情况。")
    if section["corrections"]:
        notes.append(f"已公布的数字有{len(section['corrections'])}处更正，原数字一并列出。")
    return notes


def whole_unit(section: Section, unit: UnitPart) -> str:
    """A unit with all below it: the report's own, which elsewhere stands for what it did itself, by its bare name."""
    return unit["name"]


def people_of(audience: str) -> str:
    """Of whom a base is the number."""
    return f"{Audience(audience).zh}人数" if audience else "辖区人口"


def coverage_of(audience: str, source: str | None) -> str:
    """What a table of coverage is called: of whom, and by whose number where there is one for all."""
    return f"{COVERAGE}（{people_of(audience)}{f'：{source}' if source else ''}）"


def coverage_means(section: Section) -> list[str]:
    """What is held against a base, and what that is not."""
    since, to = facts.counted_since(section), facts.cut_off(section)
    texts = [
        f"以下为{day_zh(since, facts.ANY_YEAR)}至{day_zh(to, since)}累计的份数、次数与人口基数之比，不是已覆盖的人数："
        "同一人可能有多份、多次，不在辖区居住的人员也计在内。导入的数量未经逐条核实，不计在内。"
    ]
    if facts.is_any_above_base(section):
        texts.append("比例超过100%的如实列出，不作封顶：份数、次数可以多于基数，请核对基数是否过旧或者偏小。")
    return texts


def covered(section: Section, group: CoveredGroupPart, row: CoveredPart) -> str:
    """A unit's acts beside its base: never "covered people"."""
    name = whole_unit(section, facts.unit_of(section, row["unit"]))
    base = row["base"]
    if base is None:
        return f"{name}{NO_POPULATION}，不计算比例。"
    acts = "，".join(
        f"{part['zh']}{prose.exact(value, part['measure_word'])}，为基数的{prose.rate(Rate(value, base['count']))}"
        for key, value in zip(group["indicators"], row["values"], strict=True)
        for part in [facts.figure_of(section, key)["definition"]]
    )
    return f"{name}{people_of(group['audience'])}{base['count']}人（{source(section, base)}）：{acts}。"


def source(section: Section, base: BasePart) -> str:
    """Who counted the people, and when."""
    return f"{base['source']}，{day_zh(date.fromisoformat(base['as_of']), facts.ANY_YEAR)}"


def progress(section: Section, part: ProgressPart) -> str:
    figure = facts.figure_of(section, part["indicator"])["definition"]
    target, reached = (prose.exact(part[name], figure["measure_word"]) for name in ("target", "reached"))
    name = whole_unit(section, facts.unit_of(section, part["unit"]))
    rate = prose.rate(Rate(part["reached"], part["target"]))
    return f"{name}{figure['zh']}目标{target}，已完成{reached}，完成率{rate}。"


def digest(sha256: str) -> str:
    return f"数据摘要（SHA-256）：{sha256}"


def verify(address: str) -> str:
    return f"扫码或者打开 {address} 可核对本报告的单位、期间和数据摘要。"


def not_verifiable() -> str:
    return "本件为初步数据，未经核定，不能扫码核对，不作为对外公布的依据。"


def _checks(checks: ChecksPart) -> list[str]:
    """Each list by itself, of the papers drawn and no others: 抽n份，相符m份."""
    notes = [_checked(result) for result in checks["results"]]
    if checks["under_way"]:
        notes.append(f"另有{checks['under_way']}次抽查尚未核对完毕，结果未列。")
    if shown := checks["shown"]:
        notes.append(
            f"{shown['sessions']}场活动结束时抽看安装情况：抽{shown['drawn']}、核实{shown['verified']}、"
            f"未出示{shown['not_shown']}。出示自愿。"
        )
    return notes


def _checked(result: ResultPart) -> str:
    first, last = (date.fromisoformat(result[end]) for end in ("first", "last"))
    found = {
        "不在": result["missing"],
        "看不清": result["unreadable"],
        "不符": result["differing"],
        "其后作废或撤回": result["voided"],
    }
    others = "".join(f"，{name}{number}份" for name, number in found.items() if number)
    third = f"，不一致的由第三人核定{settled}份" if (settled := result.get("settled")) else ""
    return (
        f"抽查{result['name']}{day_zh(first, facts.ANY_YEAR)}至{day_zh(last, first)}的{_CHECKED[result['kind']]}："
        f"抽{result['drawn']}份，相符{result['matching']}份{others}；另由他人复核{result['twice']}份，"
        f"结论一致{result['agreeing']}份{third}。只说明所抽材料。"
    )


def _move(move: MovePart) -> str:
    way = "划入" if move["has_come"] else "划出"
    return f"{move['name']}自{day_zh(date.fromisoformat(move['first']), facts.ANY_YEAR)}起{way}"


def _shares(figures: list[FigurePart], level: Evidence) -> str:
    return "；".join(_share(figure, figure["evidence"][level]) for figure in figures)


def _share(figure: FigurePart, part: int) -> str:
    measure = figure["definition"]["measure_word"]
    of = Rate(part, figure["value"])
    share = f"占{prose.exact(of.base, measure)}的{prose.rate(of)}"
    return f"{figure['definition']['zh']}{prose.exact(part, measure)}（{share}）"
