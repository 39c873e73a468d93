"""From the text of a transcript to calls, speakers and turns, with nothing lost and what is unsure said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from qianshao.assessment.rules.transcript import heading as headings
from qianshao.assessment.rules.transcript.calls import call_label
from qianshao.assessment.rules.transcript.captions import Captions, captions, voices
from qianshao.assessment.rules.transcript.dates import dates_in
from qianshao.assessment.rules.transcript.heading import Heading, joined
from qianshao.assessment.rules.transcript.inline import apart
from qianshao.assessment.rules.transcript.labels import Label, dashes, labels, passed_over, times
from qianshao.assessment.rules.transcript.lines import Line, lines_of, page_marks
from qianshao.assessment.rules.transcript.spans import Call, Doubt, Part, Span, Speaker, Transcript, Turn

ENDS = ("。", "？", "！", "…", "”", "?", "!", ".")
TAG = re.compile(r"</?[a-z][^<>]{0,20}>")
SHORT = 0.7


@dataclass
class _Talk:
    """``aside``: what the lines are that nobody says; ``at``: seconds by line, where the source tells them.
    ``captioned``: each caption names its speaker, also where the same one goes on."""

    aside: dict[int, Part]
    at: dict[int, float]
    captioned: bool
    calls: list[Call] = field(default_factory=list)
    turns: list[_Open] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def goes_on(self, speaker: str) -> bool:
        """This one spoke last, in this call."""
        return bool(self.turns) and self.turns[-1].call == len(self.calls) and self.turns[-1].speaker == speaker


@dataclass
class _Open:
    """A turn that is still growing."""

    call: int
    speaker: str
    written: str
    at: float | None
    texts: list[str] = field(default_factory=list)


def read(source: str) -> Transcript:
    """Any text is read; what has no sign of speakers becomes turns without one, and a doubt says so."""
    lines = apart(lines_of(source))
    timed = captions(lines)
    aside, at = _asides(lines, timed)
    tagged = voices(lines)
    names = labels(lines, {*aside, *tagged}, timed.firsts() if timed else ()) | tagged
    names = names or dashes(lines, aside)
    begin = 0 if timed else _begin(lines, names)
    if begin <= 1 and not timed:
        # The first line of the whole source is its heading, even where it returns on each page.
        aside.pop(0, None)
    heading = headings.read(lines[:begin], {index for index in aside if index < begin})
    talk = _Talk(aside, at, captioned=timed is not None)
    talk.spans += [Span(part, line.start, line.end) for line, part in zip(lines, heading.parts, strict=False)]
    _listen(talk, lines, begin, names)
    talk.doubts += [Doubt("not_label", name, lines[n].number) for n, name in passed_over(lines, names, aside).items()]
    widest = max((len(line.text) for line in lines), default=0)
    turns = tuple(
        Turn(n, turn.call, turn.speaker, _paragraphs(turn.texts, widest), turn.at)
        for n, turn in enumerate(talk.turns, 1)
    )
    event = heading.told(headings.EVENT_DATES) or next(iter(dates_in(heading.title)), None)
    held = heading.told(headings.CALL_DATES) or heading.told(headings.PLAIN_DATES)
    return Transcript(
        source=source,
        title=heading.title,
        number=heading.number,
        event_date=event,
        held_on=held,
        particulars=tuple(heading.particulars),
        calls=tuple(talk.calls),
        speakers=_speakers(talk.turns),
        turns=turns,
        spans=tuple(talk.spans),
        doubts=tuple(dict.fromkeys((*_doubts_of(heading, event, held, turns), *talk.doubts))),
    )


def _asides(lines: Sequence[Line], timed: Captions | None) -> tuple[dict[int, Part], dict[int, float]]:
    """Which lines nobody says, and when the others were said where a time stands above them."""
    if timed:
        return dict.fromkeys(timed.timing, Part.TIMING), timed.at
    alone = times(lines)
    at: dict[int, float] = {}
    for index in range(len(lines)):
        if index - 1 in alone:
            at[index] = alone[index - 1]
    return dict.fromkeys(page_marks(lines), Part.PAGE) | dict.fromkeys(alone, Part.TIMING), at


def _begin(lines: Sequence[Line], names: dict[int, Label]) -> int:
    """The first line of the talk: the label of a call, or the first speaker."""
    calls = [index for index, line in enumerate(lines) if call_label(line.text) is not None]
    # A label of a call on the very first line may be the title, unless others follow.
    first_call = calls[0] if calls and (calls[0] or len(calls) > 1) else len(lines)
    first_name = min(names, default=len(lines))
    if min(first_call, first_name) < len(lines):
        return min(first_call, first_name)
    # Where nobody is named, the first line is the title, unless it is a sentence.
    return 1 if len(lines) > 1 and not lines[0].text.endswith(ENDS) else 0


def _listen(talk: _Talk, lines: Sequence[Line], begin: int, names: dict[int, Label]) -> None:
    for index, line in enumerate(lines[begin:], begin):
        partner = call_label(line.text)
        if index in talk.aside:
            talk.spans.append(Span(talk.aside[index], line.start, line.end))
        elif partner is not None and index not in names:
            _new_call(talk, line, partner)
        elif index in names:
            _new_turn(talk, line, names[index], talk.at.get(index))
        else:
            _go_on(talk, line, named=bool(names), at=talk.at.get(index))


def _new_call(talk: _Talk, line: Line, partner: str) -> None:
    talk.calls.append(Call(len(talk.calls) + 1, line.text.strip("#* "), partner))
    talk.spans.append(Span(Part.CALL, line.start, line.end))


def _new_turn(talk: _Talk, line: Line, label: Label, at: float | None) -> None:
    if not talk.calls:
        talk.calls.append(Call(1, "", ""))
    begin = line.start + label.end
    if not (talk.captioned and talk.goes_on(label.name)):
        talk.turns.append(_Open(len(talk.calls), label.name, label.written, at if label.at is None else label.at))
    n = len(talk.turns)
    talk.spans.append(Span(Part.LABEL, line.start, begin, n))
    if begin < line.end:
        talk.spans.append(Span(Part.SPEECH, begin, line.end, n))
        talk.turns[-1].texts.append(_bare(line.text[label.end :]))
    if not label.sure:
        talk.doubts.append(Doubt("label", label.name, line.number))


def _go_on(talk: _Talk, line: Line, *, named: bool, at: float | None) -> None:
    """The words of a turn go on over lines and pages; where nobody is named, an empty line or a time begins another."""
    opened = talk.turns and talk.turns[-1].call == len(talk.calls)
    if named and not opened:
        talk.spans.append(Span(Part.NOTE, line.start, line.end))
        talk.doubts.append(Doubt("note", line.text[:40], line.number))
        return
    if not named and (not opened or line.gap or at != talk.turns[-1].at):
        if not talk.calls:
            talk.calls.append(Call(1, "", ""))
        talk.turns.append(_Open(len(talk.calls), "", "", at))
    talk.spans.append(Span(Part.SPEECH, line.start, line.end, len(talk.turns)))
    talk.turns[-1].texts.append(_bare(line.text))


def _bare(text: str) -> str:
    """Without the tags of captions, such as </v> and <i>."""
    return TAG.sub("", text)


def _paragraphs(texts: Sequence[str], widest: int) -> str:
    """Lines broken by the width of the page are joined; a short one that ends a sentence ends a paragraph."""
    paragraphs: list[list[str]] = [[]]
    for text in texts:
        paragraphs[-1].append(text)
        if text.endswith(ENDS) and len(text) < SHORT * widest:
            paragraphs.append([])
    return "\n".join(joined(part) for part in paragraphs if part)


def _speakers(turns: Sequence[_Open]) -> tuple[Speaker, ...]:
    often = Counter(turn.speaker for turn in turns)
    written = {turn.speaker: turn.written for turn in reversed(turns)}
    return tuple(
        Speaker(name, written[name], often[name]) for name in dict.fromkeys(turn.speaker for turn in turns) if name
    )


def _doubts_of(heading: Heading, event: date | None, held: date | None, turns: Sequence[Turn]) -> Iterator[Doubt]:
    if not heading.title:
        yield Doubt("title")
    if event is None:
        yield Doubt("event_date")
    elif len(days := dates_in(heading.title)) > 1:
        yield Doubt("event_dates", about=", ".join(map(str, days)))
    if held is None:
        yield Doubt("held_on")
    if not turns:
        yield Doubt("no_turns")
    elif not any(turn.speaker for turn in turns):
        yield Doubt("no_speakers")
    for turn in turns:
        if not turn.text:
            yield Doubt("empty_turn", about=str(turn.n))
