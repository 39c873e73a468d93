"""Workplaces for showing: as many as asked for, on real divisions, by a stated rule, from a seed.

The rule
    place      in proportion to the communities of a township, a residents' committee counting three times a
               village: more people work in towns
    trade      by the weights of ``TRADES``, which follow the usual make-up of a district: shops and small
               services most often, factories next, few mines and banks
    size       Pareto with exponent 1.1 from 4 people on, cut at 3,000: nearly all are small, a few are large
    ownership  private but for the shares of ``OWNERSHIP``; public institutions in schools and clinics only
Nothing here is a real enterprise. Names say "演示" (for showing), credit codes carry the region 000000, which no
registering body has, and telephone numbers begin with 000.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from qianshao.registry.rules.credit_code import ALPHABET, check_digit

SEED = 500113


@dataclass(frozen=True, slots=True)
class Trade:
    """A kind of workplace: its section and division in GB/T 4754-2017, what it is called, how often it occurs."""

    section: str
    division: str
    word: str
    weight: int


TRADES = (
    Trade("C", "26", "化工厂", 3),
    Trade("C", "34", "机械厂", 9),
    Trade("C", "36", "汽摩配件厂", 10),
    Trade("C", "30", "建材厂", 5),
    Trade("C", "13", "食品厂", 5),
    Trade("E", "47", "建筑工地", 7),
    Trade("F", "52", "商店", 24),
    Trade("F", "51", "批发部", 8),
    Trade("G", "54", "货运站", 6),
    Trade("G", "60", "快递点", 3),
    Trade("H", "62", "餐馆", 13),
    Trade("I", "65", "软件公司", 2),
    Trade("K", "70", "物业公司", 4),
    Trade("L", "72", "劳务公司", 4),
    Trade("O", "80", "修理店", 6),
    Trade("P", "83", "学校", 4),
    Trade("Q", "84", "诊所", 3),
    Trade("A", "01", "农场", 4),
    Trade("B", "10", "采石场", 1),
    Trade("J", "66", "银行网点", 1),
)
PUBLIC = ("P", "Q")
OWNERSHIP = (("private", 90), ("local_state", 5), ("foreign", 3), ("other", 2))
SMALLEST, LARGEST, EXPONENT = 4, 3000, 1.1


@dataclass(frozen=True, slots=True)
class Place:
    """A township, and the villages and communities in it: (code, name)."""

    code: str
    name: str
    villages: Sequence[tuple[str, str]]

    @property
    def weight(self) -> int:
        """Codes below 200 are residents' committees, from 200 on villages."""
        return sum(3 if int(code[-3:]) < 200 else 1 for code, _ in self.villages)


def rows(places: Sequence[Place], count: int, seed: int = SEED) -> Iterator[dict[str, str]]:
    """One row for each workplace, under the headers of the import."""
    dice = Random(seed)  # noqa: S311 - repeatable, not secret
    weights = [place.weight for place in places]
    trade_weights = [trade.weight for trade in TRADES]
    for number in range(1, count + 1):
        place = dice.choices(places, weights)[0]
        village_code, village = dice.choice(list(place.villages))
        trade = dice.choices(TRADES, trade_weights)[0]
        yield {
            "name": f"{_short(village)}{trade.word}{number:06d}（演示）",
            "credit_code": code_of(number),
            "address": f"{place.name}{village}",
            "division": village_code,
            "industry": f"{trade.section}{trade.division}",
            "ownership": _ownership(trade, dice),
            "headcount": str(size(dice)),
            "union": f"{place.name}工会",
            "phone": f"000-{number:08d}",
        }


def code_of(number: int) -> str:
    """A code whose check character holds and whose region does not exist."""
    body = f"91000000{_in_alphabet(number):0>9}"
    return body + check_digit(body)


def _in_alphabet(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, len(ALPHABET))
        digits = ALPHABET[rest] + digits
    return digits


def size(dice: Random) -> int:
    return min(int(SMALLEST * dice.paretovariate(EXPONENT)), LARGEST)


def _ownership(trade: Trade, dice: Random) -> str:
    if trade.section in PUBLIC:
        return "public_institution"
    return dice.choices([name for name, _ in OWNERSHIP], [weight for _, weight in OWNERSHIP])[0]


def _short(village: str) -> str:
    for ending in ("社区居民委员会", "社区居委会", "居民委员会", "居委会", "村民委员会", "村委会"):
        village = village.removesuffix(ending)
    return village
