"""What is left of a company's name or an address when everything is taken away in which two lists differ by habit."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from unicodedata import normalize

FORMS = re.compile("有限责任公司|股份有限公司|有限公司|责任公司|股份公司|集团公司")
ENDS = ("公司", "集团")
DIVISIONS = "省市区县镇乡"
NOISE = re.compile(r"[\s()\[\]{}<>《》〈〉【】〔〕（）“”\"'‘’·•.,，。、:：;；/\\|_*#-]+")
BRACKETED = re.compile(r"[(\[【〔（]([^()\[\]【】〔〕（）]*)[)\]】〕）]")
ORDINAL = re.compile(r"\d+|[一二三四五六七八九十]+(?=[分厂店部号车队项期区])")

TRADITIONAL = (
    "業业務务電电機机廠厂礦矿鋼钢鐵铁鈦钛鋁铝銅铜車车輛辆動动運运輸输貨货儲储糧粮農农漁渔豬猪雞鸡魚鱼飲饮飯饭館馆麵面點点藥药醫医療疗"
    "衛卫護护養养產产貿贸進进開开發发長长東东慶庆龍龙鳳凤華华國国際际實实興兴豐丰達达匯汇聯联創创藝艺術术學学園园區区縣县鎮镇鄉乡寶宝"
    "貝贝財财資资銀银錢钱鴻鸿騰腾飛飞馬马鳥鸟鵬鹏燈灯燒烧爐炉紙纸紡纺織织線线綠绿紅红級级純纯組组結结統统網网維维綜综總总續续羅罗"
    "聖圣職职臨临舊旧蘇苏蘭兰裝装製制複复規规視视親亲觀观計计訊讯記记設设試试語语誠诚調调論论諾诺證证識识讀读變变貢贡負负責责購购"
    "費费賓宾賣卖質质趙赵輕轻輪轮輝辉轉转辦办遠远選选邊边郵邮鄭郑釀酿針针鉛铅銘铭鋒锋鋪铺錄录錦锦鍋锅鍛锻鎖锁鏡镜鑄铸鑽钻門门間间"
    "閣阁關关陽阳陰阴陳陈陸陆隊队階阶險险雙双雜杂離离雲云靈灵靜静韓韩頂顶項项順顺預预領领頭头題题額额願愿類类風风飾饰餅饼駕驾駿骏"
    "驗验驛驿鮮鲜鵝鹅鹽盐麗丽黃黄齊齐灣湾濱滨溝沟潔洁灘滩漢汉滬沪濟济淺浅測测湯汤構构樓楼標标橋桥樹树檢检權权條条來来個个倉仓優优億亿"
    "兒儿眾众會会傳传偉伟備备儀仪內内軍军劉刘劃划劍剑勞劳勝胜勵励協协單单廣广應应廳厅張张強强彈弹後后從从復复愛爱慧慧懷怀戰战戶户"
)
"""Pairs of a traditional sign and its simplified form, of those that occur in names of companies."""

_SIMPLIFIED = str.maketrans(dict(zip(TRADITIONAL[::2], TRADITIONAL[1::2], strict=True)))


def plain(text: str) -> str:
    """Full-width, capital and traditional signs made one."""
    return normalize("NFKC", text).lower().translate(_SIMPLIFIED)


def core(name: str, regions: Collection[str] = ()) -> str:
    """A name without its place in front or in brackets, and without the form of the company at its end.

    ``regions``: names of the divisions that may stand there, the whole and without 市, 区 and the like.
    """
    text = BRACKETED.sub(lambda found: _unless_place(found.group(1), regions), plain(name))
    text = FORMS.sub("", NOISE.sub("", text))
    for end in ENDS:
        if len(text) > len(end) + 1 and not text.endswith("分公司"):
            text = text.removesuffix(end)
    return without_place(text, regions)


def _unless_place(text: str, regions: Collection[str]) -> str:
    """Nothing where only divisions stand in brackets: 宏达（重庆巴南）贸易."""
    rest = NOISE.sub("", text)
    while rest:
        place = next((rest[:size] for size in range(len(rest), 1, -1) if rest[:size] in regions), "")
        if not place:
            return text
        rest = rest.removeprefix(place)
    return ""


def without_place(text: str, regions: Collection[str]) -> str:
    """Divisions taken away in front, the longest first, as long as enough is left to tell one name from another."""
    while True:
        place = next((text[:size] for size in range(min(8, len(text) - 2), 1, -1) if text[:size] in regions), "")
        if not place:
            return text
        text = text.removeprefix(place).removeprefix("市") if len(place) > 2 else text.removeprefix(place)


def region_names(names: Collection[str]) -> frozenset[str]:
    """ "重庆市", "巴南区": these, and the same without what kind of division they are."""
    found = {plain(name) for name in names}
    short = {name[:-1] for name in found if len(name) > 2 and name[-1] in DIVISIONS}
    streets = {name.removesuffix("街道") for name in found if name.endswith("街道") and len(name) > 3}
    return frozenset(found | short | streets)


def address(text: str, regions: Collection[str] = ()) -> str:
    """An address below its divisions."""
    return without_place(NOISE.sub("", BRACKETED.sub("", plain(text))), regions)


def ordinals(text: str) -> tuple[str, ...]:
    """The numbers in a name or address, which tell sister sites and neighbours apart: 第二分公司, 12号."""
    return tuple(number.lstrip("0") for number in ORDINAL.findall(text))


def sound(text: str) -> str:
    """One sign for each sound, so that a slip of the same sound, or a traditional sign, makes no difference."""
    return "".join(map(_sound_of, text))


@lru_cache(maxsize=30_000)
def _sound_of(sign: str) -> str:
    if sign.isascii():
        return sign
    from pypinyin import lazy_pinyin  # a dictionary of 40,000 words

    return _sign_for(lazy_pinyin(sign)[0])


_signs: dict[str, str] = {}


def _sign_for(syllable: str) -> str:
    """From the private area of Unicode: no name has them."""
    return _signs.setdefault(syllable, chr(0xE000 + len(_signs)))
