"""From a code or an address to a division."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

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

    def add(self, places: Iterable[tuple[str, str]]) -> Gazetteer:
        for code, name in places:
            self.names[code] = name
            if len(code) == DISTRICT:
                self.districts[name].append(code)
            elif len(code) == TOWNSHIP:
                self.townships[name].append(code)
            elif len(code) == VILLAGE:
                for one in {name, short(name)}:
                    self.villages[code[:TOWNSHIP]][one] = code
        return self

    def by_code(self, text: str) -> str:
        """Six to twelve digits, with the zeros that fill a code up."""
        code = text.strip()
        for length in (VILLAGE, TOWNSHIP):
            if len(code) >= length and code[:length] in self.names and not code[length:].strip("0"):
                return code[:length]
        if any(code.startswith(known) for known in self._wide()) and not code[DISTRICT:].strip("0"):
            raise Problem("territory.too_wide", field="division", value=text)
        raise Problem("territory.not_found", field="division", value=text)

    def _wide(self) -> set[str]:
        return {code for codes in self.districts.values() for code in codes}

    def by_address(self, text: str, *, column: str = "address") -> str:
        """The township that is named, in the district that is named or meant, and in it the village if one is."""
        towns = self._named(text, self.townships)
        districts = {code for codes in self._named(text, self.districts).values() for code in codes}
        fitting = {name: self._fit(codes, districts) for name, codes in towns.items()}
        found = {name: codes for name, codes in fitting.items() if codes}
        if not found:
            raise Problem("territory.not_found", field=column, value=text)
        longest = max(len(name) for name in found)
        codes = sorted({code for name, codes in found.items() if len(name) == longest for code in codes})
        if len(codes) > 1:
            candidates = "、".join(self._full(code) for code in codes[:5])
            raise Problem("territory.ambiguous", field=column, value=text, candidates=candidates)
        return self._village(text, codes[0])

    def _fit(self, codes: list[str], districts: set[str]) -> list[str]:
        """Those in a district that is named; else those on the territory that is meant."""
        in_named = [code for code in codes if code[:DISTRICT] in districts]
        return in_named or ([] if districts else [code for code in codes if code.startswith(self.within)])

    def _village(self, text: str, township: str) -> str:
        known = self.villages.get(township, {})
        named = [name for name in _parts(text) if name in known]
        return known[max(named, key=len)] if named else township

    def _named(self, text: str, index: dict[str, list[str]]) -> dict[str, list[str]]:
        return {part: index[part] for part in _parts(text) if part in index}

    def _full(self, code: str) -> str:
        return f"{self.names.get(code[:DISTRICT], '')}{self.names[code]}（{code}）"


def short(name: str) -> str:
    """As people say it: 八角村村民委员会 is 八角村, 牌坊街社区居民委员会 is 牌坊街社区."""
    for ending, instead in ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending) + instead
    return name


def _parts(text: str) -> set[str]:
    """Every piece of the text that could be a name: cheaper than looking for each of 40,000 names in it."""
    plain = "".join(text.split())
    return {
        plain[start:end]
        for start in range(len(plain))
        for end in range(start + 2, min(start + LONGEST, len(plain)) + 1)
    }
