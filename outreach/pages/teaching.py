"""What every resident is taught, whether the code counts or not."""

from dataclasses import dataclass
from typing import Final

from outreach.pages.words import in_english


@dataclass(frozen=True, slots=True)
class Fraud:
    """A type of fraud and the sign to know it by, in both languages."""

    name_zh: str
    name_en: str
    sign_zh: str
    sign_en: str

    @property
    def name(self) -> str:
        return self.name_en if in_english() else self.name_zh

    @property
    def sign(self) -> str:
        return self.sign_en if in_english() else self.sign_zh


FRAUDS: Final = (
    Fraud(
        "刷单返利",
        "Paid orders and rebates",
        "先给小额返利，再要求垫付大额资金。",
        "Small rebates first, then large advances.",
    ),
    Fraud(
        "虚假网络投资理财",
        "False online investment",
        "“导师”荐股、内幕消息、稳赚不赔。",
        "A “mentor”, inside information, profits without risk.",
    ),
    Fraud(
        "虚假购物服务",
        "False shopping and services",
        "低价商品或服务，要求脱离平台私下转账。",
        "Low prices, paid outside the platform.",
    ),
    Fraud(
        "冒充电商物流客服",
        "Posing as shop or parcel support",
        "以退款、理赔、关闭会员为由索要验证码或共享屏幕。",
        "Refunds or memberships as a reason to ask for codes or screen sharing.",
    ),
    Fraud(
        "虚假贷款", "False loans", "放款前先交“保证金”“解冻费”。", "A “deposit” or “unfreezing fee” before the loan."
    ),
    Fraud(
        "虚假征信",
        "False credit repair",
        "声称征信有问题，要求转账“清零”。",
        "Claims your credit record is bad and wants a transfer to clear it.",
    ),
    Fraud(
        "冒充领导熟人",
        "Posing as a superior or friend",
        "用领导、熟人头像加好友，急着要求转账。",
        "A superior's or friend's picture and an urgent transfer.",
    ),
    Fraud(
        "冒充公检法及政府机关",
        "Posing as police, courts or government",
        "声称涉案，要求转入“安全账户”。公安机关没有安全账户。",
        "You are “in a case” and must move money to a “safe account”. There is no such account.",
    ),
    Fraud(
        "网络婚恋、交友",
        "Online dating",
        "未见面的“恋人”介绍投资或借钱。",
        "A partner never met who proposes investments or borrows money.",
    ),
    Fraud(
        "网络游戏产品虚假交易",
        "False trade in game items",
        "低价账号、装备，要求脱离平台交易。",
        "Cheap accounts or items, traded outside the platform.",
    ),
)
"""The ten types of the Ministry of Public Security, 2024-06-25 (domain.md section 8)."""
