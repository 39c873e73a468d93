"""From a code or an address to a division."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from unicodedata import normalize

from qianshao.core.problems import Problem

DISTRICT, TOWNSHIP, VILLAGE = 6, 9, 12
LONGEST = 16
ENDINGS = (
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("居民委员会", "社区"),
    ("居委会", "社区"),
    ("村民委员会", ""),
    ("村委会", ""),
)


@dataclass
class Gazetteer:
    """The divisions in force, by code and by name. ``within`` is the territory that is meant when none is named."""

    within: str = ""
    names: dict[str, str] = field(default_factory=dict)
    districts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    townships: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    villages: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    villages_by_name: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    wide: set[str] = field(default_factory=set)
    """Codes of all that is wider than a township."""

    def add(self, places: Iterable[tuple[str, str]]) -> Gazetteer:
        for code, name in places:
            self.names[code] = name
            if len(code) == DISTRICT:
                self.districts[name].append(code)
                self.wide |= {code, code[:4], code[:2]}
            elif len(code) == TOWNSHIP:
                self.townships[name].append(code)
            elif len(code) == VILLAGE:
                for one in {name, short(name)}:
                    self.villages[code[:TOWNSHIP]][one] = code
                    self.villages_by_name[one].append(code)
        return self

    def by_code(self, text: str) -> str:
        """Six to twelve digits, with the zeros that fill a code up."""
        code = normalize("NFKC", "".join(text.split()))
        for length in (VILLAGE, TOWNSHIP):
            if len(code) >= length and code[:length] in self.names and not code[length:].strip("0"):
                return code[:length]
        if any(code[:length] in self.wide and not code[length:].strip("0") for length in (DISTRICT, 4, 2)):
            raise Problem("territory.too_wide", field="division", value=text)
        raise Problem("territory.not_found", field="division", value=text)

    def by_address(self, text: str, *, column: str = "address") -> str:
        """The township that is named, in the district that is named or meant, and in it the village if one is.

        Where no township is named, a village may be enough. Several that fit equally well are told, not chosen from.
        """
        parts = _parts(text)
        districts = {code for name in parts & self.districts.keys() for code in self.districts[name]}
        codes = self._fitting(parts, self.townships, districts) or (
            self._fitting(parts, self.villages_by_name, districts) if districts or self.within else []
        )
        if not codes:
            raise Problem("territory.not_found", field=column, value=text)
        if len(codes) > 1:
            candidates = "、".join(self._full(code) for code in codes[:5])
            raise Problem("territory.ambiguous", field=column, value=text, candidates=candidates)
        return self._village(parts, codes[0][:TOWNSHIP])

    def _fitting(self, parts: set[str], index: Mapping[str, list[str]], districts: set[str]) -> list[str]:
        """By the longest names: 东温泉镇 is not 温泉镇. A name within a longer one that fits does not count."""
        fitting = {name: self._fit(index[name], districts) for name in parts & index.keys()}
        found = [name for name, codes in fitting.items() if codes]
        whole = [name for name in found if not any(name != other and name in other for other in found)]
        return sorted({code for name in whole for code in fitting[name]})

    def _fit(self, codes: list[str], districts: set[str]) -> list[str]:
        """Those in a district that is named; else those on the territory that is meant."""
        in_named = [code for code in codes if code[:DISTRICT] in districts]
        return in_named or ([] if districts else [code for code in codes if code.startswith(self.within)])

    def _village(self, parts: set[str], township: str) -> str:
        """The longest name; where two of one length are named, the township alone is sure."""
        known = self.villages.get(township, {})
        named = sorted(parts & known.keys(), key=len)
        codes = {known[name] for name in named if len(name) == len(named[-1])}
        return codes.pop() if len(codes) == 1 else township

    def _full(self, code: str) -> str:
        names = [self.names.get(code[:length], "") for length in (DISTRICT, TOWNSHIP, VILLAGE) if length <= len(code)]
        return f"{''.join(names)}（{code}）"


def short(name: str) -> str:
    """As people say it: 八角村村民委员会 is 八角村, 牌坊街社区居民委员会 is 牌坊街社区."""
    for ending, instead in ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending) + instead
    return name


def _parts(text: str) -> set[str]:
    """Every piece of the text that could be a name: cheaper than looking for each of 40,000 names in it."""
    plain = "".join(normalize("NFKC", text).split())
    return {
        plain[start:end]
        for start in range(len(plain))
        for end in range(start + 2, min(start + LONGEST, len(plain)) + 1)
    }
