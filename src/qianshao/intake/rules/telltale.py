"""Words by which somebody could be recognised: shown to whoever writes them, before they are sent.

It only warns. What it knows are patterns; a report without a hit can still tell who wrote it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SMALL = "small"
"""Few people work there, and there are words at all: any of them narrows the circle."""

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
POSTS = (
    "焊工|电工|钳工|叉车工|叉车司机|司机|厨师|厨工|保洁|保安|门卫|会计|出纳|文员|仓管|仓库管理员|质检|质检员|班长|组长|主管|"
    "厂医|护士|维修工|操作工|包装工|装卸工|宿管|实习生|学徒"
)
POSTS_EN = (
    "welder|electrician|fitter|driver|cook|cleaner|guard|doorman|accountant|cashier|clerk|storekeeper|inspector|"
    "foreman|supervisor|nurse|mechanic|operator|packer|loader|trainee|apprentice"
)
SHIFTS = "早班|中班|白班|晚班|夜班|大夜|小夜|值班|当班"

PATTERNS: dict[str, tuple[re.Pattern[str], ...]] = {
    "phone": (
        re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"),
        re.compile(r"(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)"),
        re.compile(r"(?:微信|QQ|wechat|weixin|whatsapp)(?:号|号码|id)?[ :：是]*[\w-]{5,20}", re.I),
    ),
    "id_number": (
        re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"),
        re.compile(r"(?:工号|工牌|胸牌|staff (?:no|number)|badge)[ .:：是#]*[A-Za-z]?\d{2,}", re.I),
    ),
    "name": (
        re.compile(
            rf"(?:我叫|我是|本人|姓名[是:：]?|我的名字[是叫]?)\s*[{SURNAMES}][\u4e00-\u9fff]{{1,2}}(?![\u4e00-\u9fff])"
        ),
        re.compile(rf"我姓\s*[{SURNAMES}]"),
        re.compile(r"\b(?:my name is|i am called|this is|signed,?) +[A-Z][a-z]+", re.I),
    ),
    "only": (
        re.compile(r"(?:只有|就|仅|就剩|只剩)(?:我|咱)(?:一|1)?(?:个|人|个人|自己)"),
        re.compile(r"我(?:一|1)个人|(?:唯一|惟一)的?(?:一个|一名)?"),
        re.compile(rf"(?:只有|就|仅)(?:一|1)(?:个|名|位)\s*(?:{POSTS}|人)"),
        re.compile(r"\b(?:only me|i am the only|i'm the only|just me|on my own|the only|by myself|i alone)\b", re.I),
    ),
    "shift": (
        re.compile(rf"(?:{SHIFTS})[^。,，;；\n]{{0,6}}(?:一|1)(?:个)?人"),
        re.compile(rf"(?:一|1)(?:个)?人[^。,，;；\n]{{0,4}}(?:{SHIFTS})"),
        re.compile(r"\b(?:alone|one of us|one person)\b[^.,;\n]{0,25}\b(?:shift|night|duty)\b", re.I),
        re.compile(r"\b(?:shift|night|duty)\b[^.,;\n]{0,25}\b(?:alone|only one|one person)\b", re.I),
    ),
    "post": (
        re.compile(rf"我(?:是|当|做|干)[^。,，;；\n]{{0,8}}(?:{POSTS})"),
        re.compile(rf"(?:作为|身为)[^。,，;；\n]{{0,6}}(?:{POSTS})"),
        re.compile(rf"\b(?:i am|i'm|i work as|as)\b (?:the|a|an)?\b[^.,;\n]{{0,20}}\b(?:{POSTS_EN})\b", re.I),
    ),
}


@dataclass(frozen=True, slots=True)
class Telltale:
    """``kind`` of what could tell, and the words themselves, for whoever wrote them."""

    kind: str
    words: str


def telltales(text: str, *, headcount: int, small: int) -> list[Telltale]:
    """In the order in which they stand; each kind once. At a workplace with fewer than ``small`` people any words
    are worth a second look."""
    found = []
    for kind, patterns in PATTERNS.items():
        hits = [hit for pattern in patterns if (hit := pattern.search(text))]
        if hits:
            first = min(hits, key=lambda hit: hit.start())
            found.append((first.start(), Telltale(kind, first[0].strip())))
    ordered = [telltale for _, telltale in sorted(found, key=lambda pair: pair[0])]
    return [*ordered, Telltale(SMALL, "")] if text.strip() and headcount < small else ordered
