"""Which place and which bodies a transcript speaks of, by their names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from unicodedata import normalize

from qianshao.assessment.rules.transcript.spans import Doubt, Transcript

LABEL, TITLE, SPEECH = 20, 5, 1
"""How much a name counts by where it stands: in the label of a call or speaker, in the heading, in what is said."""

DISTRICT = 6
LONGEST = 11
ENDINGS = re.compile(r"(?:自治县|自治旗|自治州|地区|区|县|市|省|旗|州)$")
BEHIND_A_SHORT_NAME = re.compile(r"(?:总?工会|区|县|市|政府|疾控|卫健|应急|公安|经信|人社)")
KINDS = (
    ("union", re.compile(r"工会$")),
    ("employer", re.compile(r"(?:公司|集团|厂|矿|企业)$")),
    ("authority", re.compile(r"(?:指挥部|政府|管委会|委员会|卫健委|经信委|局|中心|街道办|办事处)$")),
)
SUFFIX = (
    r"(?:总工会|工会联合会|联合工会|工会|指挥部|人民政府|管委会|管理委员会|委员会|卫健委|经信委|疾控中心|街道办事处"
    r"|[\u4e00-\u9fff]{1,4}局|有限责任公司|股份有限公司|有限公司|集团公司|集团|公司|厂|政府)"
)
LEGAL_FORM = re.compile(r"(?:集团|有限责任|股份|有限|公司)+$")
LEAST_CORE = 4
OFFICE = re.compile(r"(?:办公室|[\u4e00-\u9fff]{2,4}部|[\u4e00-\u9fff]{2,4}科)$")
NO_NAME = re.compile(r"[的是在了我你他她它们这那有和跟与把对就也都说问给被不没]|属地|本地|所属|各级|上级|基层|企业工会")
PIECES = re.compile(r"[\s，。？！；：、,.;:?!（）()“”\"《》]+")


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    name: str
    full: str
    candidates: tuple[str, ...] = ()
    """Other divisions that fit as well."""


@dataclass(frozen=True, slots=True)
class Named:
    """A body as it is named: the fullest form, all the forms, what kind it seems to be, how often it is named."""

    name: str
    written: tuple[str, ...]
    kind: str
    times: int

    @property
    def near(self) -> bool:
        """Its forms differ by more than the legal form, so that they may be several bodies after all."""
        return len({_core(form) for form in self.written}) > 1


@dataclass
class Atlas:
    """Names of divisions down to the districts, by code."""

    names: Mapping[str, str]
    index: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    short: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for code, name in self.names.items():
            self.index[name].append(code)
            stem = ENDINGS.sub("", name)
            if stem != name and len(stem) >= 2:
                self.short[stem].append(code)

    def full(self, code: str) -> str:
        """重庆市巴南区: without what only groups divisions, such as 市辖区."""
        above = [self.names.get(code[:length], "") for length in (2, 4, 6) if length <= len(code)]
        return "".join(name for name in above if name not in ("市辖区", "县", "直辖县", ""))

    def named_in(self, text: str) -> Counter[str]:
        """Codes by how often their name stands in the text; a name inside a longer one that is known does not count."""
        found: Counter[str] = Counter()
        place = 0
        while place < len(text):
            codes, length = self._longest(text, place)
            found.update(codes)
            place += length
        return found

    def _longest(self, text: str, place: int) -> tuple[list[str], int]:
        for length in range(min(LONGEST, len(text) - place), 1, -1):
            piece = text[place : place + length]
            if piece in self.index:
                return self.index[piece], length
            if piece in self.short and BEHIND_A_SHORT_NAME.match(text, place + length):
                return self.short[piece], length
        return [], 1


def place_of(transcript: Transcript, atlas: Atlas) -> Place | None:
    """The division that is named most, labels before headings before speech; districts before what is wider.

    Several districts share a name (there are four 鼓楼区): the one whose city or province is named, too, is meant.
    """
    weights: Counter[str] = Counter()
    for weight, text in _texts(transcript):
        for code, times in atlas.named_in(text).items():
            weights[code] += weight * times
    if not weights:
        return None
    districts = {code: count for code, count in weights.items() if len(code) == DISTRICT}
    scored = {code: (count * (2 + _above(code, weights)), len(code)) for code, count in (districts or weights).items()}
    best = max(scored, key=lambda code: (scored[code], code))
    equal = [code for code in scored if scored[code] == scored[best] and code != best]
    return Place(best, atlas.names[best], atlas.full(best), tuple(atlas.full(code) for code in sorted(equal)))


def _above(code: str, weights: Counter[str]) -> int:
    return sum(weights[code[:length]] > 0 for length in (2, 4) if length < len(code))


def _texts(transcript: Transcript) -> Iterable[tuple[int, str]]:
    for call in transcript.calls:
        yield LABEL, _flat(call.partner)
    for speaker in transcript.speakers:
        yield LABEL, _flat(speaker.name)
    yield TITLE, _flat(transcript.title)
    for _, value in transcript.particulars:
        yield TITLE, _flat(value)
    for turn in transcript.turns:
        yield SPEECH, _flat(turn.text)


def _flat(text: str) -> str:
    return "".join(normalize("NFKC", text).split())


# --- bodies -----------------------------------------------------------------------------------------------


def bodies_of(transcript: Transcript, atlas: Atlas) -> list[Named]:
    """Bodies in labels and in the heading; in what is said those whose name begins with that of a division.

    重庆市巴南区总工会, 巴南区总工会 and 巴南区工会 are one; 办公室 is a part of its body.
    """
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for name in _all_names(transcript, atlas):
        forms[_key(name, atlas)][name] += 1
    named = [_named(counted) for counted in _joined(list(forms.values()))]
    return sorted(named, key=lambda one: -one.times)


def _joined(groups: list[Counter[str]]) -> list[Counter[str]]:
    """Employers whose names are parts of one another count as one: 重庆钛业有限公司 and 攀钢重庆钛业公司."""
    whole: list[Counter[str]] = []
    for group in sorted(groups, key=lambda one: -max(len(_core(name)) for name in one)):
        fits = (one for one in whole if _near(one, group))
        if (near := next(fits, None)) is None:
            whole.append(group)
        else:
            near.update(group)
    return whole


def _near(one: Iterable[str], other: Iterable[str]) -> bool:
    pairs = ((_core(first), _core(second)) for first in one for second in other)
    return any(second and len(second) >= LEAST_CORE and first.endswith(second) for first, second in pairs)


def _core(name: str) -> str:
    """What tells an employer from others; "" for what is none."""
    return LEGAL_FORM.sub("", name) if kind_of(name) == "employer" else ""


def _all_names(transcript: Transcript, atlas: Atlas) -> Iterable[str]:
    cores: list[str] = []
    labels = [call.partner for call in transcript.calls] + [speaker.name for speaker in transcript.speakers]
    for label in map(_flat, labels):
        if kind_of(name := OFFICE.sub("", label)):
            yield name
    for piece in PIECES.split(normalize("NFKC", transcript.title)):
        if hit := re.match(rf".{{2,20}}?{SUFFIX}+", piece):
            cores += filter(None, [_core(hit[0])])
            yield hit[0]
    places = sorted({*atlas.index, *(stem for stem in atlas.short if len(stem) > 1)}, key=len, reverse=True)
    said = [_flat(turn.text) for turn in transcript.turns]
    begins = [*cores, *(name for name in places if any(name in text for text in said))]
    if not begins:
        return
    anchored = re.compile(rf"(?:{'|'.join(map(re.escape, begins))})[\u4e00-\u9fff]{{0,10}}?{SUFFIX}")
    for text in said:
        yield from (hit[0] for hit in anchored.finditer(text) if not NO_NAME.search(LEGAL_FORM.sub("", hit[0])))


def doubts(place: Place | None, named: Iterable[Named]) -> list[Doubt]:
    """Where several places fit, and where names were joined that are parts of one another."""
    several = [Doubt("place", ", ".join((place.full, *place.candidates)))] if place and place.candidates else []
    return several + [Doubt("near", ", ".join(one.written)) for one in named if one.near]


def kind_of(name: str) -> str:
    """ "" where the name is not that of a body."""
    return next((kind for kind, pattern in KINDS if pattern.search(name)), "")


def _key(name: str, atlas: Atlas) -> str:
    """What two forms of one name have in common: without the province in front, without 总 before 工会."""
    bare = name
    for _ in range(2):
        wider = next((one for one in _provinces(atlas) if bare.startswith(one) and len(bare) - len(one) > 3), "")
        bare = bare.removeprefix(wider)
    return bare.replace("总工会", "工会").replace("人民政府", "政府").replace("有限公司", "公司")


def _provinces(atlas: Atlas) -> Sequence[str]:
    return [name for code, name in atlas.names.items() if len(code) in (2, 4) and len(name) > 2]


def _named(forms: Counter[str]) -> Named:
    fullest = max(forms, key=lambda form: (len(_core(form)), len(form), form))
    return Named(fullest, tuple(sorted(forms, key=lambda form: (-forms[form], form))), kind_of(fullest), forms.total())
