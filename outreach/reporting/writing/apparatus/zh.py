"""What stands around the figures, in Chinese."""

from typing import Final

from outreach.campaigns.indicators import Audience, Evidence
from outreach.campaigns.period_names import name_zh
from outreach.reporting.prose import zh as prose
from outreach.reporting.prose.change import CountStatement, of_counts
from outreach.reporting.prose.rounding import Rate
from outreach.reporting.section import CorrectionPart, FigurePart, Section
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

OUTREACH: Final = "宣传防范方面"
SECTIONS_BEFORE: Final[tuple[str, ...]] = ("打击破案方面", "基础建设方面")
SECTIONS_AFTER: Final[tuple[str, ...]] = ("平安创建方面",)
OTHER_SECTION: Final = "（本部分由有关部门提供，不在本系统内。）"
HEAD: Final = "（文件头、文号由发文单位另行加印）"
SEAL: Final = "（印章、签发人、成文日期由发文单位另行加盖、填写）"
DRAFT_MARK: Final = "初步"
APPROVED_MARK: Final = "已核定"


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


def change(figure: FigurePart) -> str:
    """The change as a table has it: one decimal, no percentage where it would mislead."""
    if figure["previous"] is None:
        return NONE_COMPARED
    result = of_counts(figure["previous"], figure["value"])
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
        notes.append("本期统计时尚未结束或者活动只覆盖其中一部分，不与完整的一期比较。")
    if section["corrections"]:
        notes.append(f"已公布的数字有{len(section['corrections'])}处更正，原数字一并列出。")
    return notes


def digest(sha256: str) -> str:
    return f"数据摘要（SHA-256）：{sha256}"


def verify(address: str) -> str:
    return f"扫码或者打开 {address} 可核对本报告的单位、期间和数据摘要。"


def not_verifiable() -> str:
    return "本件为初步数据，未经核定，不能扫码核对，不作为对外公布的依据。"


def _shares(figures: list[FigurePart], level: Evidence) -> str:
    return "；".join(_share(figure, figure["evidence"][level]) for figure in figures)


def _share(figure: FigurePart, part: int) -> str:
    measure = figure["definition"]["measure_word"]
    of = Rate(part, figure["value"])
    share = f"占{prose.exact(of.base, measure)}的{prose.rate(of)}"
    return f"{figure['definition']['zh']}{prose.exact(part, measure)}（{share}）"
