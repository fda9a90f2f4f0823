"""Invented names. No city, bureau, station, school, firm or person here exists; a test keeps real place names out."""

from typing import Final

CITY: Final = ("云汀市", "Yunting")
BUREAU: Final = ("云汀市公安局", "Yunting City Public Security Bureau")
SUB_BUREAU: Final = ("云汀市公安局望舒分局", "Wangshu Sub-bureau")
# The area code 0000 is given to no city.
LANDLINE: Final = "0000-55500{number:02d}"

STATIONS: Final = (
    ("拾光", "Shiguang"),
    ("踏歌", "Tage"),
    ("听澜", "Tinglan"),
    ("枕溪", "Zhenxi"),
    ("云岫", "Yunxiu"),
    ("揽月", "Lanyue"),
    ("照晚", "Zhaowan"),
    ("星津", "Xingjin"),
)
NUMBERS: Final = ("一", "二", "三", "四", "五")

# One of these begins the name of every school, community, market and firm.
WORDS: Final = (
    ("萤火", "Yinghuo"),
    ("纸鸢", "Zhiyuan"),
    ("松果", "Songguo"),
    ("芦笛", "Ludi"),
    ("鹿灯", "Ludeng"),
    ("青汀", "Qingting"),
    ("听雨", "Tingyu"),
    ("晚舟", "Wanzhou"),
    ("星野", "Xingye"),
    ("云帆", "Yunfan"),
    ("竹影", "Zhuying"),
    ("霁月", "Jiyue"),
    ("麦浪", "Mailang"),
    ("白鹭", "Bailu"),
    ("风铃", "Fengling"),
    ("蒲公英", "Pugongying"),
    ("满天星", "Mantianxing"),
    ("半夏", "Banxia"),
    ("拾穗", "Shisui"),
    ("归雁", "Guiyan"),
    ("暖阳", "Nuanyang"),
    ("溪石", "Xishi"),
    ("木棉", "Mumian"),
    ("清露", "Qinglu"),
    ("远山", "Yuanshan"),
    ("朝颜", "Zhaoyan"),
    ("烟雨", "Yanyu"),
    ("小满", "Xiaoman"),
    ("谷雨", "Guyu"),
    ("霜叶", "Shuangye"),
    ("银杏", "Yinxing"),
    ("蓝鲸", "Lanjing"),
)
# Kind of place, what follows the word in Chinese and in English.
SCHOOLS: Final = (
    ("小学", "Primary School"),
    ("实验小学", "Experimental Primary School"),
    ("中学", "Middle School"),
    ("职业技术学校", "Vocational School"),
)
PUBLIC_PLACES: Final = (("广场", "Square"), ("农贸市场", "Market"))
ENTERPRISES: Final = (("产业园", "Industrial Park"), ("大厦", "Tower"), ("商业街", "Shopping Street"))

TRADES: Final = (
    "商贸", "餐饮管理", "装饰工程", "物流", "电子科技", "文化传媒", "建材", "服饰", "物业服务", "汽车维修",
    "家政服务", "农产品", "印务", "广告", "酒店管理", "医药", "五金机电", "园林绿化", "教育咨询", "旅行社",
    "家具", "食品加工", "环保设备", "财务咨询",
)  # fmt: skip
SHOPS: Final = (
    "便利店", "水果店", "理发店", "药店", "手机店", "小吃店", "文具店", "服装店", "杂货店", "快递驿站",
)  # fmt: skip

SURNAMES: Final = "云江林程苏叶陆沈顾夏秦白简温言桑"
GIVEN: Final = (
    "知行", "予安", "明澈", "景和", "听松", "若谷", "清扬", "望舒", "以宁", "书远", "嘉木", "星阑", "怀瑾",
    "晓棠", "南枝", "子衿", "长风", "亦凡",
)  # fmt: skip
# What residents sign with where they type a name.
RESIDENTS: Final = (
    "阿禾", "小满", "大川", "晚晴", "春生", "秋实", "石头", "青青", "立夏", "冬梅", "平安", "桂香", "来福",
    "海棠",
)  # fmt: skip

ACCOUNTS: Final = ("望舒分局反诈播报", "云汀平安驿站")
"""The sub-bureau's WeChat account and the bureau's: invented, as all here."""

TOPICS: Final = {
    "school": (
        "开学第一课：守好压岁钱和手机支付",
        "游戏账号和装备交易里的陷阱",
        "不出租、不出借、不出售两卡",
        "追星返利和扫码领奖",
        "兼职刷单为什么一定是骗局",
        "家校一起防诈骗",
    ),
    "community": (
        "养老钱看紧：保健品、投资和“以房养老”",
        "冒充公检法的电话怎么认",
        "刷单返利和虚假投资理财",
        "屏幕共享一开，钱就转走",
        "陌生快递里的刮刮卡",
        "邻里互相提醒，96110要接",
    ),
    "enterprise": (
        "财务人员：老板在群里催转账，先当面核实",
        "法定代表人：对公账户和印章管理",
        "虚假贷款和虚假征信",
        "冒充电商物流客服的退款电话",
        "个体工商户：收款码被换和虚假订单",
    ),
}
ARTICLES: Final = (
    "{fraud}又出新话术，这几句一听就是诈骗",
    "一个电话劝住了转账：{fraud}案例",
    "以案说防：{fraud}的四个步骤",
    "给爸妈看的反诈提醒：{fraud}",
    "反诈小课堂：遇到{fraud}怎么办",
    "社区民警手记：差一点就被骗走的积蓄（{fraud}）",
)
CRACKDOWNS: Final = (
    "打掉一个为{fraud}引流的窝点",
    "追回被骗资金，及时返还群众（{fraud}）",
    "为{fraud}团伙提供两卡，多人被依法处理",
)
FRAUDS: Final = (
    "刷单返利",
    "虚假网络投资理财",
    "虚假购物服务",
    "冒充电商物流客服",
    "虚假贷款",
    "虚假征信",
    "冒充领导熟人",
    "冒充公检法及政府机关",
    "网络婚恋、交友",
    "网络游戏产品虚假交易",
)
"""The types of domain.md section 8, as the Ministry of Public Security lists them."""
