"""Taking in a transcript."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from qianshao.assessment.actions.words import keep_words
from qianshao.assessment.models import Call, Interview, Mention, Speaker, Turn
from qianshao.assessment.queries.names import Known, atlas, mentions_in
from qianshao.assessment.rules import naming
from qianshao.assessment.rules.transcript.files import text_of
from qianshao.assessment.rules.transcript.reading import read
from qianshao.assessment.rules.transcript.spans import Transcript
from qianshao.core.actor import Actor
from qianshao.core.events import next_number, record
from qianshao.documents import actions as documents
from qianshao.registry.models import Body

KIND = "application/octet-stream"


def import_interview(
    content: bytes, *, shown_at: str = "", actor: Actor, via: str, at: datetime
) -> tuple[Interview, bool]:
    """The interview in these bytes, and whether it is new: the same text again is the same interview. ``shown_at``: the
    territory where it shows while no place is known."""
    text = text_of(content)
    digest = sha256(text.encode()).hexdigest()
    if known := Interview.objects.filter(digest=digest).first():
        return known, False
    transcript = read(text)
    names = atlas()
    place = naming.place_of(transcript, names)
    code = place.code if place else ""
    named = naming.bodies_of(transcript, names)
    known_names = mentions_in(named, code)
    doubts = [*transcript.doubts, *naming.doubts(place, named)]
    with transaction.atomic():
        file = documents.keep(content, kind=KIND, at=at)
        row = Interview.objects.create(
            number=f"FT{at:%Y}-{next_number(f'interview {at:%Y}'):04}",
            title=transcript.title[:300],
            event_date=transcript.event_date,
            held_on=transcript.held_on,
            place_id=code or None,
            territory=code or shown_at,
            text=text,
            digest=digest,
            file=file,
            spans=[[span.part, span.start, span.end, span.turn] for span in transcript.spans],
            doubts=[{"code": doubt.code, "about": doubt.about, "line": doubt.line} for doubt in doubts],
            imported_at=at,
            imported_by_id=actor.person_id,
        )
        _write_talk(row, transcript, known_names)
        keep_words(row, [(turn.n, turn.text) for turn in transcript.turns])
        subject = ("interview", row.pk)
        data = {"turns": len(transcript.turns), "digest": digest}
        record("interview.imported", actor=actor, via=via, at=at, subject=subject, territory=row.territory, data=data)
    return row, True


def _write_talk(row: Interview, transcript: Transcript, names: Sequence[Known]) -> None:
    bodies = {form: known.body for known in names for form in (known.named.name, *known.named.written) if known.body}
    calls = [
        Call(
            interview=row,
            n=call.n,
            label=call.label[:300],
            partner=call.partner[:300],
            body=_spoken_for(call.partner, bodies),
        )
        for call in transcript.calls
    ]
    speakers = [
        Speaker(interview=row, name=one.name[:60], written=one.written[:60], body=_spoken_for(one.name, bodies))
        for one in transcript.speakers
    ]
    Call.objects.bulk_create(calls)
    Speaker.objects.bulk_create(speakers)
    call_of = {call.n: call for call in Call.objects.filter(interview=row)}
    speaker_of = {speaker.name: speaker for speaker in Speaker.objects.filter(interview=row)}
    Turn.objects.bulk_create(
        Turn(
            interview=row,
            call=call_of[turn.call],
            n=turn.n,
            speaker=speaker_of.get(turn.speaker[:60]),
            text=turn.text,
            at=turn.at,
        )
        for turn in transcript.turns
    )
    Mention.objects.bulk_create(
        Mention(
            interview=row,
            name=known.named.name[:200],
            written=list(known.named.written),
            kind=known.named.kind,
            times=known.named.times,
            body=known.body,
            workplace=known.workplace,
            settled=known.settled,
        )
        for known in names
    )


def _spoken_for(label: str, bodies: dict[str, Body]) -> Body | None:
    """重庆市巴南区总工会办公室 speaks for 重庆市巴南区总工会."""
    return bodies.get(naming.OFFICE.sub("", label))
