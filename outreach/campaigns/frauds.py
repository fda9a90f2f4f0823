"""The types of telecom fraud that residents are warned of: the Ministry's list, and one tip for each.

The list is that of the Ministry of Public Security of 2024-06-25, in its own order, the most frequent first (domain.md
section 8). A new list is a new VERSION; a key is never given another meaning. The signs and tips are ours, and so is
the judgement of whom each type fits. This module needs neither Django nor a database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from outreach.campaigns.indicators import Audience

VERSION: Final = "2024-06-25"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fraud:
    """A type of fraud: its name, the sign to know it by, what to do, and whom it is mostly tried on."""

    key: str
    name_zh: str
    name_en: str
    sign_zh: str
    sign_en: str
    tip_zh: str
    tip_en: str
    audiences: tuple[Audience, ...]


FRAUDS: Final = (
    Fraud(
        key="paid_orders",
        name_zh="刷单返利",
        name_en="Paid orders and rebates",
        sign_zh="先给小额返利，再要求垫付大额资金。",
        sign_en="Small rebates first, then large advances.",
        tip_zh="做任务先给您小钱、再让您垫钱的，马上退群，一分钱也不要再转。",
        tip_en="If small tasks pay you first and then ask for an advance, leave the group and transfer nothing more.",
        audiences=(Audience.RESIDENTS, Audience.VILLAGERS, Audience.COLLEGE_STUDENTS),
    ),
    Fraud(
        key="investment",
        name_zh="虚假网络投资理财",
        name_en="False online investment",
        sign_zh="“导师”荐股、内幕消息、稳赚不赔。",
        sign_en="A “mentor”, inside information, profits without risk.",
        tip_zh="有人拉您进群荐股、说稳赚不赔的，先退群，不装对方发来的软件，拿不准就打96110问一问。",
        tip_en="If a chat group promises sure profits, leave it, install nothing it sends, and ask 96110 if unsure.",
        audiences=(Audience.ELDERLY, Audience.RESIDENTS, Audience.LEGAL_REPRESENTATIVES),
    ),
    Fraud(
        key="shopping",
        name_zh="虚假购物服务",
        name_en="False shopping and services",
        sign_zh="低价商品或服务，要求脱离平台私下转账。",
        sign_en="Low prices, paid outside the platform.",
        tip_zh="网上买东西只在平台里付款，卖家要您私下转账、扫码付款的，就不买了。",
        tip_en="Pay inside the shopping platform only; if the seller wants a private transfer, do not buy.",
        audiences=(Audience.PUPILS, Audience.RESIDENTS, Audience.VILLAGERS),
    ),
    Fraud(
        key="support",
        name_zh="冒充电商物流客服",
        name_en="Posing as shop or parcel support",
        sign_zh="以退款、理赔、关闭会员为由索要验证码或共享屏幕。",
        sign_en="Refunds or memberships as a reason to ask for codes or screen sharing.",
        tip_zh="“客服”打来说退款、理赔、关会员，先挂断，自己打开购物APP找官方客服，不点链接、不共享屏幕。",
        tip_en="If “support” calls about a refund, hang up, open the shop's own app, and never share your screen.",
        audiences=(Audience.TEACHERS_PARENTS, Audience.SELF_EMPLOYED, Audience.ENTERPRISE_STAFF, Audience.RESIDENTS),
    ),
    Fraud(
        key="loans",
        name_zh="虚假贷款",
        name_en="False loans",
        sign_zh="放款前先交“保证金”“解冻费”。",
        sign_en="A “deposit” or “unfreezing fee” before the loan.",
        tip_zh="贷款到银行网点办；钱没到手就要先交“保证金”“解冻费”的，一律不交。",
        tip_en="Borrow at a bank's counter; never pay a “deposit” or “unfreezing fee” before the money is yours.",
        audiences=(Audience.SELF_EMPLOYED, Audience.VILLAGERS, Audience.ENTERPRISE_STAFF),
    ),
    Fraud(
        key="credit_record",
        name_zh="虚假征信",
        name_en="False credit repair",
        sign_zh="声称征信有问题，要求转账“清零”。",
        sign_en="Claims your credit record is bad and wants a transfer to clear it.",
        tip_zh="说您征信有问题、要转账“清零”或者“注销校园贷”的，直接挂断；查征信只到人民银行或者商业银行网点。",
        tip_en="If a caller wants a transfer to “clear” your credit record, hang up and ask at a bank instead.",
        audiences=(Audience.COLLEGE_STUDENTS, Audience.AGENCY_STAFF, Audience.TEACHERS_PARENTS),
    ),
    Fraud(
        key="superior",
        name_zh="冒充领导熟人",
        name_en="Posing as a superior or friend",
        sign_zh="用领导、熟人头像加好友，急着要求转账。",
        sign_en="A superior's or friend's picture and an urgent transfer.",
        tip_zh="“领导”“老板”在群里或者微信上催您转账，先当面或者打他本人电话问清楚，再按制度审批付款。",
        tip_en="If the “boss” presses you online to pay, ask in person or by phone first, and pay by the rules.",
        audiences=(Audience.FINANCE_STAFF, Audience.LEGAL_REPRESENTATIVES, Audience.AGENCY_STAFF),
    ),
    Fraud(
        key="authorities",
        name_zh="冒充公检法及政府机关",
        name_en="Posing as police, courts or government",
        sign_zh="声称涉案，要求转入“安全账户”。公安机关没有“安全账户”。",
        sign_en="You are “in a case” and must move money to a “safe account”. There is no such account.",
        tip_zh="电话里自称民警、检察官，说您涉案、要您转账的，都是骗子，挂断后告诉家人，再打110核实。",
        tip_en="A caller who claims to be police and wants a transfer is a fraud: hang up, tell your family, ask 110.",
        audiences=(Audience.ELDERLY, Audience.AGENCY_STAFF),
    ),
    Fraud(
        key="dating",
        name_zh="网络婚恋、交友",
        name_en="Online dating",
        sign_zh="未见面的“恋人”介绍投资或借钱。",
        sign_en="A partner never met who proposes investments or borrows money.",
        tip_zh="没见过面的网友带您投资、向您借钱的，先和家人朋友说一说，见到本人之前不转账。",
        tip_en="If someone you never met online wants to invest or borrow, tell a friend first and transfer nothing.",
        audiences=(Audience.ENTERPRISE_STAFF, Audience.SELF_EMPLOYED, Audience.COLLEGE_STUDENTS),
    ),
    Fraud(
        key="game_items",
        name_zh="网络游戏产品虚假交易",
        name_en="False trade in game items",
        sign_zh="低价账号、装备，要求脱离平台交易。",
        sign_en="Cheap accounts or items, traded outside the platform.",
        tip_zh="网上说免费送皮肤、低价卖装备，要用家长手机扫码付款的，不要理，马上告诉家长。",
        tip_en="If game items are to be paid from a parent's phone, do not answer, and tell your parents.",
        audiences=(Audience.PUPILS, Audience.TEACHERS_PARENTS),
    ),
)
"""The ten types, in the Ministry's order."""

MOST_FREQUENT: Final = FRAUDS[0]

# Whom one meets at a place of which nobody said more. Leaflets of a school are read at home, by parents with pupils.
_AT_PLACES: Final[Mapping[str, tuple[Audience, ...]]] = MappingProxyType(
    {
        "school": (Audience.TEACHERS_PARENTS,),
        "community": (Audience.RESIDENTS,),
        "building": (Audience.RESIDENTS,),
        "village": (Audience.VILLAGERS,),
        "enterprise": (Audience.ENTERPRISE_STAFF,),
    }
)


def tip_for(audiences: Sequence[str], place_kind: str = "", seed: str = "") -> Fraud:
    """The type of fraud that those who are here should be warned of.

    Args:
        audiences: the stored audiences of the session or code, perhaps none.
        place_kind: the stored kind of the place, asked where the audiences tell nothing.
        seed: what the choice among several hangs on; the same seed gives the same tip, so that a page loaded again
            says the same. The text of the code.

    Returns:
        One that fits them; the most frequent one where nothing is known of them.
    """
    fitting = _fitting(audiences) or _fitting(_AT_PLACES.get(place_kind, ()))
    if not fitting:
        return MOST_FREQUENT
    return fitting[int.from_bytes(sha256(seed.encode()).digest()[:8]) % len(fitting)]


def _fitting(audiences: Sequence[str]) -> list[Fraud]:
    return [fraud for fraud in FRAUDS if set(audiences) & set(fraud.audiences)]
