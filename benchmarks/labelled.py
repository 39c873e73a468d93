"""A labelled set for record linkage: a register, and a list of which it is known what each row is. Generated.

The register
    names      place (重庆市, 重庆, the district, or none), a name of two or three signs out of ``SIGNS``, a trade out
               of ``TRADES``, a form out of ``FORMS``; one in twelve is a numbered branch of another
    addresses  township, one of ``ROADS``, a house number to 300; every one has a valid credit code

The list: of each hundred rows 85 are workplaces of the register, and 15 are none, made by the same rule. Then, each by
itself, with the chance given:
    code       right 0.45, one sign wrong 0.05, missing 0.5
    name       place dropped or another put in front 0.45; form changed 0.3; form dropped 0.1; place in brackets behind
               the name 0.12; brackets or width changed 0.15; one to three traditional signs 0.12; a slip of the same
               sound 0.06; a sign left out 0.03; township in front 0.05
    address    missing 0.08; without city and district 0.5; without township 0.2; another house number 0.03
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from random import Random

from qianshao.registry.rules.credit_code import ALPHABET, check_digit
from qianshao.resumption.rules import names
from qianshao.resumption.rules.matching import Party

SIGNS = (
    "宏达鑫源盛泰恒昌隆兴华瑞祥和顺通联创新科信诚德福康安平永利丰裕金银海江山川龙凤天宇星光明辉煌腾飞鹏程万里远东南西北正方圆美佳乐嘉凯"
    "博文雅思卓越渝巴蜀国润泽沃森林木青松柏桂兰竹梅石磊城建业兆亿百千禾谷田园春秋晨曦晶莹洁蓝紫红长青"
)
SAME_SOUND = (
    "宏弘鸿洪达大鑫新欣馨源元园圆盛胜圣泰太恒衡昌长常兴星瑞锐祥翔和合顺舜通同联连创信"
    "心诚成城程德得福富康安永勇利力丽丰风锋裕玉宇雨"
)
TRADES = (
    "机械制造", "汽车配件", "摩托车零部件", "建筑工程", "建材", "化工", "食品", "物流", "运输", "商贸", "贸易",
    "餐饮管理", "酒店管理", "物业管理", "劳务", "电子科技", "信息技术", "软件", "生物科技", "医药", "装饰工程",
    "包装", "印务", "纸业", "钢结构", "模具", "铝业", "农业开发", "园林绿化", "环保科技",
)  # fmt: skip
FORMS = ("有限公司", "有限公司", "有限公司", "有限责任公司", "有限责任公司", "股份有限公司", "厂", "经营部")
PLACES = ("重庆市", "重庆", "重庆市巴南区", "重庆巴南", "")
ROADS = (
    "沿江路",
    "龙洲大道",
    "鱼洞老街",
    "渝南大道",
    "新华街",
    "解放路",
    "工业一路",
    "工业二路",
    "花溪路",
    "箭河路",
    "巴滨路",
    "大江路",
    "界石路",
)
TOWNSHIPS = (
    ("500113003", "龙洲湾街道"), ("500113004", "鱼洞街道"), ("500113005", "花溪街道"), ("500113006", "李家沱街道"),
    ("500113103", "界石镇"), ("500113109", "木洞镇"), ("500113111", "麻柳嘴镇"),
    ("500113114", "东温泉镇"), ("500113117", "接龙镇"),
)  # fmt: skip
REGIONS = names.region_names(["重庆市", "巴南区", *(name for _, name in TOWNSHIPS)])
_TRADITIONAL = dict(zip(names.TRADITIONAL[1::2], names.TRADITIONAL[::2], strict=True))


@dataclass(frozen=True, slots=True)
class Truth:
    """``answers``: of each row the workplace that it is; rows that are none are missing."""

    register: list[Party]
    rows: list[Party]
    answers: dict[int, int]


@dataclass(frozen=True, slots=True)
class _Firm:
    place: str
    brand: str
    trade: str
    form: str
    branch: str
    township: int
    road: str
    house: int
    code: str

    @property
    def name(self) -> str:
        return f"{self.place}{self.brand}{self.trade}{self.form}{self.branch}"

    @property
    def address(self) -> str:
        return f"重庆市巴南区{TOWNSHIPS[self.township][1]}{self.road}{self.house}号"


def make(size: int, rows: int, seed: int = 20220208) -> Truth:
    dice = Random(seed)  # noqa: S311 - repeatable, not secret
    firms = _firms(size, dice, 0)
    strangers = _firms(rows * 15 // 100, dice, size)
    known = dice.sample(range(size), rows - len(strangers))
    sent = [(firms[number], number) for number in known] + [(firm, None) for firm in strangers]
    dice.shuffle(sent)
    sounds = _by_sound()
    listed = [_corrupt(line, firm, dice, sounds) for line, (firm, _) in enumerate(sent)]
    answers = {line: number for line, (_, number) in enumerate(sent) if number is not None}
    return Truth([_party(number, firm) for number, firm in enumerate(firms)], listed, answers)


def _party(key: int, firm: _Firm) -> Party:
    return Party(key, firm.name, firm.code, firm.address, TOWNSHIPS[firm.township][0])


def _firms(count: int, dice: Random, first: int) -> list[_Firm]:
    made: list[_Firm] = []
    for number in range(first, first + count):
        brand = "".join(dice.choices(SIGNS, k=2 if dice.random() < 0.75 else 3))
        firm = _Firm(
            dice.choice(PLACES),
            brand,
            dice.choice(TRADES),
            dice.choice(FORMS),
            "",
            dice.randrange(len(TOWNSHIPS)),
            dice.choice(ROADS),
            dice.randint(1, 300),
            _code(number),
        )
        if made and dice.random() < 1 / 12:
            head = dice.choice(made)
            branch = f"第{dice.choice('一二三四五六')}分公司"
            firm = _Firm(
                head.place, head.brand, head.trade, "有限公司", branch, firm.township, firm.road, firm.house, firm.code
            )
        made.append(firm)
    return made


def _code(number: int) -> str:
    body = f"91500113MA{number:07d}"
    return body + check_digit(body)


# --- how it is corrupted ------------------------------------------------------------------------------------


def _corrupt(line: int, firm: _Firm, dice: Random, sounds: dict[str, list[str]]) -> Party:
    township = dice.random() >= 0.2
    code = TOWNSHIPS[firm.township][0] if township else ""
    return Party(line, _name(firm, dice, sounds), _sent_code(firm.code, dice), _address(firm, dice, township), code)


def _sent_code(code: str, dice: Random) -> str:
    """One that does not hold is read as none, as the import does."""
    chance = dice.random()
    if chance < 0.45:
        return code
    if chance < 0.5:
        place = dice.randrange(8, 17)
        wrong = code[:place] + dice.choice(ALPHABET) + code[place + 1 :]
        return wrong if check_digit(wrong[:17]) == wrong[17] else ""
    return ""


def _name(firm: _Firm, dice: Random, sounds: dict[str, list[str]]) -> str:
    place, form, brand, trade = firm.place, firm.form, firm.brand, firm.trade
    if dice.random() < 0.45:
        place = dice.choice(PLACES)
    if dice.random() < 0.3 and "公司" in form:
        form = dice.choice([one for one in FORMS if "公司" in one])
    if dice.random() < 0.1 and "公司" in form:
        form = "公司" if dice.random() < 0.5 else ""
    if dice.random() < 0.06:
        brand = _slip(brand, dice, sounds)
    if dice.random() < 0.03:
        at = dice.randrange(len(trade))
        trade = trade[:at] + trade[at + 1 :] if len(trade) > 2 else trade
    if dice.random() < 0.05:
        place = TOWNSHIPS[firm.township][1] + place
    name = f"{place}{brand}{trade}{form}{firm.branch}"
    if dice.random() < 0.12 and place and form:
        name = f"{brand}（{place}）{trade}{form}{firm.branch}"
    if dice.random() < 0.12:
        name = _in_traditional(name, dice)
    if dice.random() < 0.15:
        name = name.replace("（", dice.choice("([【")).replace("）", dice.choice(")]】")) + dice.choice(("", " ", "　"))
    return name


def _slip(brand: str, dice: Random, sounds: dict[str, list[str]]) -> str:
    at = dice.randrange(len(brand))
    others = [sign for sign in sounds[names.sound(brand[at])] if sign != brand[at]]
    return brand[:at] + dice.choice(others) + brand[at + 1 :] if others else brand


def _in_traditional(name: str, dice: Random) -> str:
    places = [at for at, sign in enumerate(name) if sign in _TRADITIONAL]
    chosen = set(dice.sample(places, min(len(places), dice.randint(1, 3))))
    return "".join(_TRADITIONAL[sign] if at in chosen else sign for at, sign in enumerate(name))


def _address(firm: _Firm, dice: Random, township: bool) -> str:
    if dice.random() < 0.08:
        return ""
    house = firm.house if dice.random() >= 0.03 else dice.randint(1, 300)
    city = "" if dice.random() < 0.5 else "重庆市巴南区"
    return f"{city}{TOWNSHIPS[firm.township][1] if township else ''}{firm.road}{house}号"


def _by_sound() -> dict[str, list[str]]:
    """Signs of the same sound, out of those in use for names."""
    found: dict[str, list[str]] = defaultdict(list)
    for sign in dict.fromkeys(SIGNS + SAME_SOUND):
        found[names.sound(sign)].append(sign)
    return found


# --- how well it was done -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quality:
    """``precision`` and ``recall`` of what is decided without a person; ``to_review`` is the share left to one, and
    ``in_sight`` how often the right one is among those that they are shown."""

    precision: float
    recall: float
    to_review: float
    in_sight: float


def judge(truth: Truth, found: dict[int, int], shown: dict[int, list[int]]) -> Quality:
    right = sum(truth.answers.get(line) == key for line, key in found.items())
    sought = {line: truth.answers[line] for line in shown if line in truth.answers}
    return Quality(
        precision=right / len(found) if found else 0.0,
        recall=right / len(truth.answers),
        to_review=len(shown) / len(truth.rows),
        in_sight=sum(key in shown[line] for line, key in sought.items()) / len(sought) if sought else 1.0,
    )
