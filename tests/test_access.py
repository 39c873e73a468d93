"""Who may pass which door. Every page and every operation of the API has one line here, and every line is tried by
everybody of the cast, on their own things and on those of others.

To add a page: one line in PAGES, or one in OPERATIONS. Where it shows one thing, ``of`` says what kind of thing, and
``args`` or ``path`` names it. A page that is missing here, or stands here and is gone, fails the suite.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from qianshao.accounts.actions import add_membership, create_person, create_token
from qianshao.accounts.models import Membership, Person, Token
from qianshao.accounts.queries import memberships
from qianshao.accounts.scim.documents import USER
from qianshao.assessment.actions import open_appraisal
from qianshao.assessment.models import Appraisal, Call, Coding, Interview, Turn
from qianshao.briefing.models import Bulletin, Item, Meeting, Release
from qianshao.casework.actions import commit, draft, propose, refer
from qianshao.casework.models import Case, Check, Commitment, Letter, Need, Proposal, Referral
from qianshao.config.api import api
from qianshao.config.scim import scim
from qianshao.config.work import HANDLERS
from qianshao.core import events
from qianshao.core.actor import Via, system
from qianshao.intake import actions as intake
from qianshao.intake.pages.danger import FOUND
from qianshao.intake.rules.daily import Numbers
from qianshao.policy import checkreading
from qianshao.registry import uploads
from qianshao.registry.actions import claim_place
from qianshao.registry.models import Body, Dispute, EmergencyOrder, Territory, Workplace
from qianshao.resumption import actions as resumption
from qianshao.resumption.actions import Draft, Sent
from qianshao.resumption.models import Initiative, Inspection, ListRow, Paper, Statement
from qianshao.resumption.rules.initiatives import Filter
from qianshao.surveillance.models import Run, Signal, SignalPlace
from tests.cast import DAY, MORNING, Cast

# --- who --------------------------------------------------------------------------------------------------

NOBODY = "nobody logged in"
STRANGER = "stranger"
DELEGATES = frozenset({"delegate of plant", "delegate of shop"})
OFFICERS = frozenset({f"officer of {what}" for what in ("township", "district", "next district", "group", "city")})
AUDITORS = frozenset({"auditor of district"})
ADMINISTRATORS = frozenset({"administrator of district"})
LIAISONS = frozenset({"liaison of authority"})
MEMBERS = DELEGATES | OFFICERS | AUDITORS | ADMINISTRATORS
EVERYBODY = MEMBERS | LIAISONS | {NOBODY, STRANGER}

ACCESS: dict[str, frozenset[str]] = {
    "anybody": EVERYBODY,
    "member": EVERYBODY - {NOBODY},
    "see_registry": MEMBERS,
    "see_board": OFFICERS | AUDITORS,
    "see_cases": OFFICERS | AUDITORS,
    "see_trail": AUDITORS,
    "file_reports": DELEGATES | OFFICERS,
    "handle_cases": OFFICERS,
    "change_registry": OFFICERS | ADMINISTRATORS,
    "manage_people": ADMINISTRATORS,
    "see_notices": OFFICERS | ADMINISTRATORS,
    "answer_referrals": LIAISONS,
    "see_inspections": DELEGATES | OFFICERS | AUDITORS,
    "inspect": OFFICERS,
    "see_assessment": OFFICERS | AUDITORS,
    "review": OFFICERS | AUDITORS,
    "see_alerts": OFFICERS | AUDITORS,
    "release": OFFICERS,
}
"""What a door may ask for, and who has it."""

DISTRICT = frozenset({"officer of district", "officer of city", "auditor of district", "administrator of district"})

SEES: dict[str, dict[str, frozenset[str]]] = {
    "": {"plant": EVERYBODY, "shop": EVERYBODY, "elsewhere": EVERYBODY},
    # Workplaces, and what belongs to one: reports, cases, disputes.
    "workplace": {
        "plant": DISTRICT | {"officer of township", "officer of group", "delegate of plant"},
        "shop": DISTRICT | {"delegate of shop"},
        "elsewhere": frozenset({"officer of next district", "officer of city"}),
    },
    # Orders are seen on the territory, and by the body that they name.
    "order": {
        "plant": DISTRICT | {"officer of township"},
        "shop": DISTRICT,
        "elsewhere": frozenset({"officer of next district", "officer of city"}),
    },
    # Interviews are seen on the district of which they speak.
    "interview": {
        "plant": DISTRICT,
        "shop": DISTRICT,
        "elsewhere": frozenset({"officer of next district", "officer of city"}),
    },
    # Sheets of the federation of the township, or of the district where it has none: by itself, and by those above.
    "sheet": {
        "plant": DISTRICT | {"officer of township"},
        "shop": DISTRICT,
        "elsewhere": frozenset({"officer of next district", "officer of city"}),
    },
    # A meeting of the federation of the district: its own officers, and those above.
    "meeting": {
        "plant": DISTRICT,
        "shop": DISTRICT,
        "elsewhere": frozenset({"officer of next district", "officer of city"}),
    },
    # Accounts and bodies: for the administrator of the district those on its territory and in its line.
    "body": {"plant": ADMINISTRATORS, "shop": ADMINISTRATORS, "elsewhere": frozenset()},
    # What only delegates of the enterprise's own union do there.
    "union": {
        "plant": frozenset({"delegate of plant"}),
        "shop": frozenset({"delegate of shop"}),
        "elsewhere": frozenset(),
    },
    # What was referred to the authority of the cast, and what was not.
    "referral": {"plant": LIAISONS, "shop": LIAISONS, "elsewhere": frozenset()},
    # A sheet that somebody sent, a key that somebody made: theirs alone.
    "own": {"plant": frozenset({"officer of district"}), "shop": frozenset(), "elsewhere": frozenset()},
}
"""Of each kind of thing, who of the cast sees the one at the plant, at the shop, and in the next district."""


# --- the things that pages show ---------------------------------------------------------------------------


@dataclass
class Things:
    """What there is at one workplace. ``body`` has a ``role`` that is somebody's."""

    place: Workplace
    case: Case
    commitment: Commitment
    letter: Letter
    proposal: Proposal
    referral: Referral
    need: Need
    check: Check
    report: int
    link: str
    dispute: Dispute
    order: EmergencyOrder
    body: Body
    role: Membership
    upload: str
    token: Token
    inspection: Inspection
    call: Initiative
    signal: Signal
    statement: Statement
    paper: Paper
    row: ListRow
    interview: Interview
    coding: Coding
    sheet: Appraisal
    release: Release
    meeting: Meeting
    bulletin: Bulletin


World = dict[str, Things]
Args = Callable[[Things], dict[str, Any]]


@dataclass(frozen=True)
class Page:
    """``ok``: what those get who may pass. ``post``: it is only sent to, with ``data``, never shown. ``role``: it is
    for members who have one. ``readers``: they see the thing and may change others like it, not this one."""

    access: str
    of: str = ""
    args: Args = field(default=lambda _: {})
    data: Args = field(default=lambda _: {})
    ok: tuple[int, ...] = (200,)
    post: bool = False
    role: bool = False
    readers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Operation:
    access: str
    of: str = ""
    path: Callable[[Things], str] = field(default=lambda _: "")
    data: Args = field(default=lambda _: {})
    ok: tuple[int, ...] = (200,)


READERS = frozenset({"officer of township", "officer of district", "officer of city"})
"""They see the cases of the cast, and do not own them."""

SENT = (200, 302, 409, 422)
"""What somebody gets who may send a form, which here is nearly empty: it was taken, or refused for what it says."""

PAGES: dict[str, Page] = {
    "home": Page("anybody", ok=(200, 302)),
    "web:about": Page("anybody"),
    "web:language": Page("anybody", ok=(303,), post=True),
    "web:robots": Page("anybody"),
    "web:style": Page("anybody"),
    "scim_elsewhere": Page("anybody", args=lambda its: {"rest": "nowhere"}, ok=(404,)),
    # accounts
    "accounts:login": Page("anybody"),
    # Log-in by a provider is not set here, so that nobody finds it.
    "accounts:provider": Page("anybody", ok=(404,)),
    "accounts:provider_back": Page("anybody", ok=(404,)),
    "accounts:provider_code": Page("anybody", ok=(404,)),
    "accounts:provider_invitation": Page("anybody", ok=(404,)),
    "accounts:link_provider": Page("member", ok=(404,), post=True),
    "accounts:unlink_provider": Page("member", ok=(404,), post=True),
    "accounts:logout": Page("anybody", ok=(302,), post=True),
    "accounts:self": Page("member"),
    "accounts:password": Page("member"),
    "accounts:act_as": Page("member", "own", lambda its: {"pk": its.role.pk}, ok=SENT, post=True),
    "accounts:second_factor": Page("member"),
    "accounts:second_factor_code": Page("member", ok=(404,)),
    "accounts:remove_second_factor": Page("member", ok=(422,), post=True),
    "accounts:renew_recovery_codes": Page("member", ok=(404,), post=True),
    "accounts:make_token": Page("member", ok=(422,), post=True, role=True),
    "accounts:revoke_token": Page("member", "own", lambda its: {"pk": its.token.pk}, ok=SENT, post=True, role=True),
    "accounts:people": Page("manage_people"),
    "accounts:choose_body": Page("manage_people"),
    "accounts:new_person": Page("manage_people", "body", lambda its: {"body": its.body.pk}),
    "accounts:new_delegate": Page("manage_people", "body", lambda its: {"pk": its.place.pk}, ok=(200, 302)),
    "accounts:person": Page("manage_people", "body", lambda its: {"pk": its.role.person_id}),
    "accounts:give_role": Page(
        "manage_people",
        "body",
        lambda its: {"pk": its.role.person_id},
        lambda its: {"role": f"{its.body.pk}:delegate"},
        ok=SENT,
        post=True,
    ),
    "accounts:end_role": Page(
        "manage_people", "body", lambda its: {"pk": its.role.person_id, "role": its.role.pk}, ok=SENT, post=True
    ),
    "accounts:change_person": Page(
        "manage_people", "body", lambda its: {"pk": its.role.person_id, "deed": "close"}, ok=SENT, post=True
    ),
    "accounts:trail": Page("see_trail"),
    # registry
    "registry:who": Page("see_registry"),
    "registry:home": Page("change_registry"),
    "registry:workplaces": Page("see_registry"),
    "registry:workplace": Page("see_registry", "workplace", lambda its: {"pk": its.place.pk}),
    "registry:bodies": Page("see_registry"),
    "registry:import": Page("change_registry"),
    "registry:template": Page("change_registry"),
    "registry:corrected": Page("change_registry", "own", lambda its: {"token": its.upload}),
    "registry:disputes": Page("see_registry"),
    "registry:dispute": Page("see_registry", "workplace", lambda its: {"pk": its.dispute.pk}),
    "registry:settle": Page(
        "change_registry",
        "workplace",
        lambda its: {"pk": its.dispute.pk},
        ok=SENT,
        post=True,
        readers=frozenset({"officer of group"}),
    ),
    "registry:orders": Page("see_registry"),
    "registry:issue_order": Page("change_registry", ok=(404, 422), post=True),
    "registry:withdraw_order": Page("change_registry", "order", lambda its: {"pk": its.order.pk}, ok=SENT, post=True),
    # intake
    "intake:daily": Page("file_reports", ok=(200, 302)),
    "intake:offline": Page("file_reports"),
    "intake:account": Page("anybody"),
    "intake:service_worker": Page("anybody"),
    "intake:manifest": Page("anybody"),
    "intake:report": Page("file_reports", "workplace", lambda its: {"pk": its.place.pk}),
    "intake:full": Page("file_reports", "workplace", lambda its: {"pk": its.place.pk}),
    "intake:filed": Page("file_reports", "workplace", lambda its: {"pk": its.report}),
    "intake:find": Page("anybody"),
    "intake:danger_at": Page("anybody", args=lambda its: {"place": signing.dumps(its.place.pk, salt=FOUND)}),
    "intake:worker": Page("anybody", args=lambda its: {"token": its.link}),
    "intake:code": Page("anybody", args=lambda its: {"token": its.link}),
    "intake:messages": Page("file_reports"),
    "intake:draw_code": Page("file_reports", post=True),
    "intake:end_sender": Page("file_reports", args=lambda its: {"pk": 999_999}, ok=(404,), post=True),
    "intake:sms": Page("anybody", ok=(404,), post=True),
    "intake:rapidpro": Page("anybody", ok=(404,), post=True),
    "intake:wechat": Page("anybody", ok=(404,)),
    "intake:photo": Page("member", args=lambda its: {"pk": its.report, "photo": 999_999}, ok=(404,)),
    **{
        f"intake:odk_{name}": Page("anybody", ok=(401,))
        for name in ("form_list", "form", "form_manifest", "form_workplaces", "submit")
    },
    "briefing:desk": Page("file_reports"),
    "briefing:leave_desk": Page("file_reports", post=True, ok=SENT),
    "briefing:end_call": Page(
        "file_reports", "workplace", lambda its: {"pk": its.place.pk}, ok=(302, 409, 422), post=True
    ),
    "briefing:costs": Page("see_board"),
    "briefing:day": Page("see_board", ok=(200, 302)),
    "briefing:day_of": Page("see_board", args=lambda its: {"code": its.place.district_code}),
    "briefing:points": Page("see_board"),
    "briefing:places": Page("see_board"),
    "briefing:rolls": Page("see_board", ok=(200, 302)),
    "briefing:roll": Page("see_board", args=lambda its: {"code": its.place.district_code}, ok=(200, 404)),
    "briefing:set_hours": Page("change_registry", ok=(302, 422), post=True),
    "briefing:upward": Page("see_board"),
    "briefing:upward_below": Page("see_board", args=lambda its: {"code": its.place.district_code}, ok=(404,)),
    "briefing:webhooks": Page("manage_people"),
    "briefing:today": Page("see_cases", ok=(200, 302, 422)),
    "briefing:prepare_meeting": Page("handle_cases", ok=SENT, post=True),
    "briefing:meetings": Page("see_cases"),
    "briefing:make_calendar": Page("see_cases", ok=(302,), post=True),
    "briefing:revoke_calendar": Page("see_cases", ok=(302,), post=True),
    "briefing:calendar": Page("anybody", args=lambda _: {"secret": "nobody-knows"}, ok=(404,)),
    "briefing:meeting": Page("see_cases", "meeting", lambda its: {"pk": its.meeting.pk}),
    "briefing:meeting_events": Page("see_cases", "meeting", lambda its: {"pk": its.meeting.pk}),
    "briefing:minutes_docx": Page("see_cases", "meeting", lambda its: {"pk": its.meeting.pk}),
    "briefing:minutes_pdf": Page("see_cases", "meeting", lambda its: {"pk": its.meeting.pk}),
    "briefing:decide": Page(
        "handle_cases",
        "meeting",
        lambda its: {"pk": its.meeting.pk, "item": its.meeting.items.get().pk},
        lambda _: {"seen": "1", "state": "struck"},
        ok=SENT,
        post=True,
        readers=frozenset({"officer of city"}),
    ),
    "briefing:add_point": Page(
        "handle_cases",
        "meeting",
        lambda its: {"pk": its.meeting.pk},
        ok=SENT,
        post=True,
        readers=frozenset({"officer of city"}),
    ),
    "briefing:attend": Page(
        "handle_cases",
        "meeting",
        lambda its: {"pk": its.meeting.pk},
        ok=SENT,
        post=True,
        readers=frozenset({"officer of city"}),
    ),
    "briefing:write_remarks": Page(
        "handle_cases",
        "meeting",
        lambda its: {"pk": its.meeting.pk},
        ok=SENT,
        post=True,
        readers=frozenset({"officer of city"}),
    ),
    "briefing:end_meeting": Page(
        "handle_cases",
        "meeting",
        lambda its: {"pk": its.meeting.pk},
        ok=SENT,
        post=True,
        readers=frozenset({"officer of city"}),
    ),
    "briefing:bulletins": Page("see_cases"),
    "briefing:draft_bulletin": Page("handle_cases", data=lambda _: {"period": "day"}, ok=SENT, post=True),
    "briefing:bulletin": Page("see_cases", "meeting", lambda its: {"pk": its.bulletin.pk}),
    "briefing:bulletin_docx": Page("see_cases", "meeting", lambda its: {"pk": its.bulletin.pk}),
    "briefing:bulletin_pdf": Page("see_cases", "meeting", lambda its: {"pk": its.bulletin.pk}),
    "briefing:edit_bulletin": Page(
        "handle_cases",
        "meeting",
        lambda its: {"pk": its.bulletin.pk},
        lambda _: {"seen": "9"},
        ok=SENT,
        post=True,
        readers=frozenset({"officer of city"}),
    ),
    "briefing:set_limit": Page("change_registry", ok=(302, 403, 422), post=True),
    "intake:odk": Page("file_reports"),
    "intake:upload": Page("file_reports"),
    "intake:sheet_template": Page("file_reports"),
    "intake:refused_rows": Page("file_reports", args=lambda its: {"token": "0" * 32}, ok=(404,)),
    "intake:export": Page("member"),
    "intake:questions": Page("change_registry"),
    "intake:end_questions": Page("change_registry", ok=SENT, post=True),
    "intake:quarantine": Page("handle_cases"),
    "intake:decide": Page("handle_cases", "workplace", lambda its: {"pk": its.place.pk}, ok=SENT, post=True),
    "intake:poster": Page("change_registry", "workplace", lambda its: {"pk": its.place.pk}),
    # notices
    "notices:own": Page("member"),
    "notices:choose": Page("member", ok=SENT, post=True),
    "notices:add_browser": Page("member", ok=SENT, post=True),
    "notices:change": Page("member", args=lambda its: {"pk": 999_999, "deed": "try"}, ok=(404,), post=True),
    "notices:log": Page("see_notices"),
    "notices:resend": Page("see_notices", args=lambda its: {"pk": 999_999}, ok=(404,), post=True),
    "notices:worker": Page("anybody"),
    # assessment
    "assessment:interviews": Page("see_assessment"),
    "assessment:import": Page("handle_cases"),
    "assessment:network": Page("see_assessment"),
    "assessment:search": Page("see_assessment"),
    "assessment:interview": Page("see_assessment", "interview", lambda its: {"number": its.interview.number}),
    "assessment:settle": Page(
        "handle_cases", "interview", lambda its: {"number": its.interview.number}, ok=SENT, post=True
    ),
    "assessment:settle_name": Page(
        "handle_cases", args=lambda its: {"number": its.interview.number, "pk": 999_999}, ok=(404,), post=True
    ),
    "assessment:appraisals": Page("see_assessment"),
    "assessment:appraisal": Page("see_assessment", "sheet", lambda its: {"number": its.sheet.number}),
    "assessment:appraisal_paper": Page(
        "see_assessment", "sheet", lambda its: {"number": its.sheet.number, "kind": "docx"}
    ),
    "assessment:compare": Page("see_assessment", "sheet", lambda its: {"number": its.sheet.number}),
    "assessment:do_appraisal": Page(
        "review",
        "sheet",
        lambda its: {"number": its.sheet.number, "deed": "judge"},
        ok=SENT,
        post=True,
        readers=frozenset({"officer of township", "officer of next district"}),
    ),
    "assessment:coding": Page("see_cases", "interview", lambda its: {"number": its.interview.number}),
    "assessment:questions": Page("see_cases", "interview", lambda its: {"number": its.interview.number}),
    "assessment:propose": Page(
        "handle_cases", "interview", lambda its: {"number": its.interview.number}, ok=SENT, post=True
    ),
    "assessment:add_code": Page(
        "handle_cases",
        "interview",
        lambda its: {"number": its.interview.number},
        lambda its: {"turn": 1, "first": 1, "code": "commitment_made"},
        ok=SENT,
        post=True,
    ),
    "assessment:decide_code": Page(
        "handle_cases",
        "interview",
        lambda its: {"number": its.interview.number},
        lambda its: {"do": f"accepted:{its.coding.pk}"},
        ok=SENT,
        post=True,
    ),
    "assessment:commit": Page(
        "handle_cases",
        "interview",
        lambda its: {"number": its.interview.number, "pk": its.coding.pk},
        ok=SENT,
        post=True,
    ),
    # casework
    "casework:inbox": Page("handle_cases"),
    "casework:inbox_events": Page("handle_cases"),
    "casework:cases": Page("see_cases"),
    "casework:case": Page("see_cases", "workplace", lambda its: {"number": its.case.number}),
    "casework:do": Page(
        "handle_cases", "workplace", lambda its: {"number": its.case.number, "deed": "act"}, ok=SENT, post=True
    ),
    "casework:commitments": Page("see_cases"),
    "casework:settle": Page(
        "handle_cases",
        "workplace",
        lambda its: {"pk": its.commitment.pk},
        ok=SENT,
        post=True,
        readers=READERS,
    ),
    "casework:answers": Page("see_cases"),
    "casework:draft": Page(
        "handle_cases",
        "workplace",
        lambda its: {"number": its.case.number},
        lambda its: {"purpose": "reminder"},
        ok=SENT,
        post=True,
    ),
    "casework:decide": Page(
        "handle_cases",
        "workplace",
        lambda its: {"number": its.case.number, "pk": its.proposal.pk},
        lambda its: {"verdict": "put", "text": "同意"},
        ok=SENT,
        post=True,
    ),
    "casework:letters": Page("see_cases"),
    "casework:letter": Page("see_cases", "workplace", lambda its: {"pk": its.letter.pk}),
    "casework:paper": Page("see_cases", "workplace", lambda its: {"pk": its.letter.pk, "kind": "pdf"}),
    "casework:do_letter": Page(
        "handle_cases",
        "workplace",
        lambda its: {"pk": its.letter.pk, "deed": "withdraw"},
        ok=SENT,
        post=True,
        readers=READERS,
    ),
    "casework:referrals": Page("answer_referrals"),
    "casework:referral": Page("answer_referrals", "referral", lambda its: {"pk": its.referral.pk}),
    "casework:identity": Page(
        "handle_cases", args=lambda its: {"number": its.case.number, "pk": 999_999}, ok=(404,), post=True
    ),
    "casework:sealed_box": Page("handle_cases"),
    "casework:do_sealed_box": Page("handle_cases", args=lambda its: {"deed": "make"}, ok=SENT, post=True),
    "casework:follow": Page("anybody"),
    "casework:needs": Page("see_cases"),
    "casework:new_need": Page("handle_cases", "workplace", lambda its: {"pk": its.place.pk}),
    "casework:need": Page("see_cases", "workplace", lambda its: {"pk": its.need.pk}),
    "casework:do_need": Page(
        "handle_cases",
        "workplace",
        lambda its: {"pk": its.need.pk, "deed": "withdraw"},
        lambda its: {"text": "统计有误"},
        ok=SENT,
        post=True,
    ),
    "casework:lose": Page("handle_cases", args=lambda its: {"pk": 999_999}, ok=(404,), post=True),
    "casework:stock": Page("handle_cases"),
    "casework:at_work": Page("file_reports"),
    "casework:do_at_work": Page(
        "file_reports",
        "union",
        lambda its: {"pk": its.place.pk, "deed": "suffered"},
        lambda its: {"suffered": "no"},
        ok=SENT,
        post=True,
    ),
    "casework:arrived": Page("anybody", args=lambda its: {"token": its.link}),
    "casework:watch": Page("see_cases"),
    "casework:answer_check": Page(
        "handle_cases",
        "workplace",
        lambda its: {"pk": its.check.pk},
        lambda its: {"suffered": "no"},
        ok=SENT,
        post=True,
        readers=READERS,
    ),
    # resumption: the ledger
    "resumption:question": Page("see_board"),
    "resumption:watch_list": Page("see_board"),
    "resumption:ledger": Page("see_board", "workplace", lambda its: {"pk": its.place.pk}),
    "resumption:record": Page("handle_cases", "workplace", lambda its: {"pk": its.place.pk}, ok=SENT, post=True),
    "resumption:take_back": Page("handle_cases", "workplace", lambda its: {"pk": its.statement.pk}, ok=SENT, post=True),
    "resumption:paper": Page("see_board", "workplace", lambda its: {"pk": its.paper.pk}),
    "resumption:import": Page("change_registry"),
    "resumption:review": Page("change_registry", "order", lambda its: {"pk": its.row.sheet_id}),
    "resumption:decide": Page(
        "change_registry", "order", lambda its: {"pk": its.row.pk, "deed": "reject"}, ok=SENT, post=True
    ),
    # surveillance
    "surveillance:signals": Page("see_cases"),
    "surveillance:rules": Page("see_cases"),
    "surveillance:signal": Page("see_cases", "workplace", lambda its: {"pk": its.signal.pk}),
    "surveillance:chart": Page("see_cases", "workplace", lambda its: {"pk": its.signal.pk}),
    "surveillance:map": Page("see_cases", args=lambda its: {"pk": 999_999}, ok=(404,)),
    "surveillance:judge": Page("handle_cases", "workplace", lambda its: {"pk": its.signal.pk}, ok=SENT, post=True),
    # scenarios
    "scenarios:ask": Page("see_board", ok=(200, 422)),
    "scenarios:run": Page("see_board", args=lambda its: {"pk": 999_999}, ok=(404,)),
    "scenarios:picture": Page("see_board", args=lambda its: {"pk": 999_999, "name": "worth"}, ok=(404,)),
    "scenarios:paper": Page("see_board", args=lambda its: {"pk": 999_999, "kind": "pdf"}, ok=(404,)),
    # resumption: inspections
    "resumption:inspections": Page("see_inspections"),
    "resumption:inspection": Page("see_inspections", "workplace", lambda its: {"pk": its.inspection.pk}),
    "resumption:inspection_letter": Page(
        "see_inspections", "workplace", lambda its: {"pk": its.inspection.pk, "kind": "docx"}
    ),
    "resumption:inspection_photo": Page(
        "see_inspections", args=lambda its: {"pk": its.inspection.pk, "photo": 999_999}, ok=(404,)
    ),
    "resumption:inspection_signature": Page(
        "see_inspections", args=lambda its: {"pk": its.inspection.pk, "side": "employer"}, ok=(404,)
    ),
    "resumption:do_inspection": Page(
        "inspect",
        "workplace",
        lambda its: {"pk": its.inspection.pk, "deed": "call_off"},
        ok=(302, 409, 422),
        post=True,
    ),
    "resumption:checklist": Page("see_inspections", args=lambda _: {"code": "resumption"}),
    "resumption:columns": Page("see_inspections", "workplace", lambda its: {"pk": its.place.pk}),
    "resumption:plan": Page("inspect", "workplace", lambda its: {"pk": its.place.pk}, ok=(302,), post=True),
    "resumption:declare": Page("file_reports", "workplace", lambda its: {"pk": its.place.pk, "source": "union"}),
    "resumption:visits": Page("inspect"),
    "resumption:visit_worker": Page("anybody"),
    "resumption:visit": Page("inspect", "workplace", lambda its: {"pk": its.inspection.pk}, ok=(302, 422)),
    # resumption: people and coverage
    "resumption:coverage": Page("see_board"),
    "resumption:coverage_export": Page("see_board"),
    "resumption:what_if": Page("see_board"),
    "resumption:assign": Page("handle_cases", data=lambda its: {"territory": "99"}, ok=(302, 403, 422), post=True),
    "resumption:covered": Page("see_board", "workplace", lambda its: {"pk": its.place.pk}),
    "resumption:cover": Page(
        "handle_cases", "workplace", lambda its: {"pk": its.place.pk, "deed": "unpin"}, ok=SENT, post=True
    ),
    "resumption:people": Page("see_cases"),
    "resumption:new_helper": Page("handle_cases"),
    "resumption:change_helper": Page(
        "handle_cases", args=lambda its: {"pk": 999_999, "deed": "leave"}, ok=(404,), post=True
    ),
    "resumption:shared": Page("see_board"),
    "resumption:import_shared": Page("change_registry", ok=(302, 422), post=True),
    "resumption:shared_place": Page("see_board", args=lambda its: {"pk": 999_999}, ok=(404,)),
    "resumption:seats": Page("file_reports", "workplace", lambda its: {"pk": its.place.pk}),
    "resumption:near": Page("see_cases", "workplace", lambda its: {"pk": its.place.pk}),
    # resumption: calls
    "resumption:initiatives": Page("see_cases"),
    "resumption:new_initiative": Page("handle_cases"),
    "resumption:initiative": Page("see_cases", args=lambda its: {"pk": its.call.pk}, ok=(200, 404)),
    "resumption:do_initiative": Page(
        "handle_cases", args=lambda its: {"pk": its.call.pk, "deed": "withdraw"}, ok=(302, 403, 404, 409), post=True
    ),
    "resumption:calls": Page("file_reports"),
    "resumption:answer_call": Page(
        "file_reports",
        "workplace",
        lambda its: {"pk": its.call.pk, "place": its.place.pk},
        lambda _: {"step": "acknowledge"},
        ok=(302,),
        post=True,
    ),
    # briefing
    "briefing:order": Page("see_cases", "order", lambda its: {"pk": its.order.pk}),
    "briefing:board": Page("see_board", ok=(200, 302)),
    "briefing:board_of": Page("see_board", args=lambda its: {"code": its.place.district_code}),
    "briefing:workplace": Page("see_board", "workplace", lambda its: {"pk": its.place.pk}),
    # briefing: releases
    "briefing:releases": Page("see_cases"),
    "briefing:draft_release": Page("release", ok=(302, 422), post=True),
    "briefing:release": Page("see_cases", "sheet", lambda its: {"pk": its.release.pk}),
    "briefing:release_alert": Page("see_alerts", "sheet", lambda its: {"pk": its.release.pk}),
    "briefing:do_release": Page(
        "release", "sheet", lambda its: {"pk": its.release.pk, "deed": "approve"}, ok=(302,), post=True
    ),
    "briefing:public": Page("anybody", ok=(302,)),
    "briefing:public_key": Page("anybody"),
    "briefing:public_dictionary": Page("anybody"),
    "briefing:public_list": Page("anybody", args=lambda _: {"language": "zh"}),
    "briefing:public_feed": Page("anybody", args=lambda _: {"language": "en"}),
    "briefing:public_release": Page(
        "anybody", args=lambda its: {"language": "zh", "number": its.release.number}, ok=(404,)
    ),
    "briefing:public_csv": Page("anybody", args=lambda its: {"number": its.release.number}, ok=(404,)),
    "briefing:public_json": Page("anybody", args=lambda its: {"number": its.release.number}, ok=(404,)),
}

REFUSED = (400, 409, 422)
"""What an operation says to an empty body that comes from somebody who may send one."""


def deed(name: str) -> Operation:
    """Of a case: those who see it and are not its owner are told so."""
    return Operation(
        "handle_cases",
        "workplace",
        lambda its: f"/cases/{its.case.number}/{name}",
        lambda its: {"text": "已处理", "to": its.body.pk, "what": "hold_restart"},
        ok=(200, 409, 422),
    )


OPERATIONS: dict[str, Operation] = {
    "GET /scim/v2/Users": Operation("manage_people"),
    "GET /scim/v2/Users/{key}": Operation("manage_people", "body", lambda its: f"/scim/v2/Users/{its.role.person_id}"),
    "GET /scim/v2/Groups": Operation("manage_people"),
    "GET /scim/v2/Groups/{key}": Operation(
        "manage_people", "body", lambda its: f"/scim/v2/Groups/{its.body.number}-{its.role.role}"
    ),
    "GET /scim/v2/ServiceProviderConfig": Operation("manage_people"),
    "GET /scim/v2/ResourceTypes": Operation("manage_people"),
    "GET /scim/v2/ResourceTypes/{key}": Operation("manage_people", path=lambda its: "/scim/v2/ResourceTypes/User"),
    "GET /scim/v2/Schemas": Operation("manage_people"),
    "GET /scim/v2/Schemas/{key}": Operation("manage_people", path=lambda its: f"/scim/v2/Schemas/{USER}"),
    "GET /me": Operation("member"),
    "GET /board": Operation("see_board"),
    "POST /upward": Operation("anybody", ok=(403,)),
    "GET /upward": Operation("see_board"),
    "GET /figures/{form}": Operation("see_board", path=lambda its: "/figures/hxl?day=2022-02-08", ok=(200, 404)),
    "GET /data/workplaces": Operation("see_registry"),
    "GET /data/bodies": Operation("see_registry"),
    "GET /data/cases": Operation("see_cases"),
    "GET /data/report-counts": Operation("see_board"),
    "GET /interviews": Operation("see_assessment"),
    "GET /interviews/search": Operation("see_assessment", path=lambda its: "/interviews/search?q=口罩"),
    "GET /interviews/{number}": Operation(
        "see_assessment", "interview", lambda its: f"/interviews/{its.interview.number}"
    ),
    "GET /interviews/{number}/codes": Operation(
        "see_assessment", "interview", lambda its: f"/interviews/{its.interview.number}/codes"
    ),
    "POST /interviews/{number}/codes/{pk}/decide": Operation(
        "handle_cases",
        "interview",
        lambda its: f"/interviews/{its.interview.number}/codes/{its.coding.pk}/decide",
        lambda its: {"verdict": "accepted"},
    ),
    "GET /appraisals": Operation("see_assessment"),
    "GET /appraisals/{number}": Operation("see_assessment", "sheet", lambda its: f"/appraisals/{its.sheet.number}"),
    "GET /restarts": Operation("see_board", path=lambda its: "/restarts?territory=500113&by=industry"),
    "POST /reports": Operation("file_reports", ok=REFUSED),
    "POST /reports/bulk": Operation("file_reports"),
    "GET /reports": Operation("see_board", path=lambda its: "/reports?day=2022-02-08"),
    "GET /exports": Operation("see_board", path=lambda its: "/exports?day=2022-02-08&form=banan-daily"),
    "POST /observations": Operation("anybody", ok=REFUSED),
    "GET /who": Operation("see_registry", path=lambda its: "/who?q=没有这样的单位", ok=(404,)),
    "GET /workplaces": Operation("see_registry"),
    "GET /workplaces/{pk}": Operation("see_registry", "workplace", lambda its: f"/workplaces/{its.place.pk}"),
    "GET /cases": Operation("see_cases"),
    "GET /cases/{number}": Operation("see_cases", "workplace", lambda its: f"/cases/{its.case.number}"),
    "POST /cases/{number}/acknowledge": deed("acknowledge"),
    "POST /cases/{number}/act": deed("act"),
    "POST /cases/{number}/ask": deed("ask"),
    "POST /cases/{number}/hand-over": deed("hand-over"),
    "POST /cases/{number}/commit": Operation(
        "handle_cases",
        "workplace",
        lambda its: f"/cases/{its.case.number}/commit",
        lambda its: {"text": "明天补发", "by": its.body.pk, "due": "2099-01-01T08:00"},
        ok=(200, 409, 422),
    ),
    "POST /cases/{number}/resolve": deed("resolve"),
    "POST /cases/{number}/reopen": deed("reopen"),
    "GET /commitments": Operation("see_cases"),
    "POST /commitments/{pk}/settle": Operation(
        "handle_cases",
        "workplace",
        lambda its: f"/commitments/{its.commitment.pk}/settle",
        lambda its: {"state": "kept", "text": "已兑现"},
        ok=(200, 403),
    ),
    "POST /cases/{number}/refer": deed("refer"),
    "POST /cases/{number}/propose": deed("propose"),
    "GET /referrals": Operation("answer_referrals"),
    "POST /referrals/{pk}/answer": Operation(
        "answer_referrals",
        "referral",
        lambda its: f"/referrals/{its.referral.pk}/answer",
        lambda its: {"text": "已责令整改"},
    ),
    "GET /needs": Operation("see_cases"),
    "GET /needs/{pk}": Operation("see_cases", "workplace", lambda its: f"/needs/{its.need.pk}"),
    "POST /needs": Operation("handle_cases", ok=REFUSED),
    "POST /needs/{pk}/send": Operation(
        "handle_cases",
        "workplace",
        lambda its: f"/needs/{its.need.pk}/send",
        lambda its: {"source": "none", "quantity": 1},
        ok=(*REFUSED, 404),
    ),
    "GET /stock": Operation("handle_cases"),
    "POST /stock": Operation("handle_cases", ok=REFUSED),
    "GET /signals": Operation("see_cases"),
    "GET /signals/rules": Operation("see_cases"),
    "GET /signals/{pk}": Operation("see_cases", "workplace", lambda its: f"/signals/{its.signal.pk}"),
    "POST /signals/{pk}/judge": Operation(
        "handle_cases",
        "workplace",
        lambda its: f"/signals/{its.signal.pk}/judge",
        lambda its: {"verdict": "chance"},
        ok=(200, 409),
    ),
    "GET /watch": Operation("see_cases"),
    "POST /watch/{pk}/answer": Operation(
        "handle_cases",
        "workplace",
        lambda its: f"/watch/{its.check.pk}/answer",
        lambda its: {"suffered": False},
        ok=(403, 409),
    ),
    "GET /checklists": Operation("see_inspections"),
    "GET /inspections": Operation("see_inspections"),
    "GET /inspections/{pk}": Operation("see_inspections", "workplace", lambda its: f"/inspections/{its.inspection.pk}"),
    "POST /inspections": Operation("inspect", ok=REFUSED),
    "POST /inspections/{pk}/result": Operation(
        "inspect",
        "workplace",
        lambda its: f"/inspections/{its.inspection.pk}/result",
        lambda its: {"key": "k", "version": its.inspection.version_id, "inspectors": ["甲"]},
        ok=REFUSED,
    ),
    "GET /initiatives": Operation("see_cases"),
    "GET /initiatives/{pk}": Operation("see_cases", path=lambda its: f"/initiatives/{its.call.pk}", ok=(200, 404)),
    "POST /initiatives/{pk}/answer": Operation(
        "file_reports",
        "workplace",
        lambda its: f"/initiatives/{its.call.pk}/answer",
        lambda its: {"workplace": its.place.pk},
    ),
    "GET /answers": Operation("see_cases", path=lambda its: "/answers?first=2022-02-01&last=2022-02-08"),
}


# --- building the world -----------------------------------------------------------------------------------

SYSTEM = system("test")
DANGER = "no_protective_supplies"


@pytest.fixture
def world(cast: Cast) -> World:
    """At each of three workplaces one thing of each kind."""
    at_work = {
        "plant": _things(cast, cast.plant, cast.district, "500113004", owner="officer of district"),
        "shop": _things(cast, cast.shop, cast.shop_union, "500113111"),
        "elsewhere": _things(cast, cast.elsewhere, cast.next_district, "500113004"),
    }
    while events.work_one(HANDLERS):
        pass
    for its in at_work.values():
        its.case = Case.objects.get(workplace=its.place)
        its.need = Need.objects.get(workplace=its.place)
        its.check = Check.objects.filter(case=its.case, asked="officer").order_by("after_days")[0]
        its.commitment = _commitment(its.case)
        its.letter = _letter(its.case)
        its.proposal = _proposal(its.case)
        its.referral = _referral(its.case, cast.district if its is at_work["elsewhere"] else cast.authority)
    return at_work


def _things(cast: Cast, place: Workplace, body: Body, claimed: str, owner: str = "") -> Things:
    """``owner``: whose sheet, key and role it is; else somebody's whom no one of the cast is."""
    role = memberships(cast.person(owner), MORNING)[0] if owner else _somebody(body)
    common: dict[str, Any] = {"actor": SYSTEM, "via": Via.SHELL, "at": timezone.now()}
    filed = intake.file_daily_report(
        intake.Submission(place, DAY, "union", Numbers(headcount=100, fever=0, confirmed=0), "web"), **common
    )
    _report_danger(place)
    dispute = claim_place(subject=place, territory=claimed, source="another list", **common)
    assert dispute
    upload = uploads.keep(b"name\n", source="list.csv", owner=str(role.person_id))
    uploads.keep_corrected(upload, b"name,reason\n")
    create_token(role, "a program", **common)
    return Things(
        place=place,
        case=Case(),
        commitment=Commitment(),
        letter=Letter(),
        proposal=Proposal(),
        referral=Referral(),
        need=Need(),
        check=Check(),
        report=filed.report.pk,
        link=intake.give_link(place, **common).token,
        dispute=dispute,
        order=_order(cast.city, place),
        body=body,
        role=role,
        upload=upload.token,
        token=Token.objects.get(membership=role),
        inspection=_inspection(place, body, **common),
        call=_sent_call(place, body, **common),
        signal=_signal(place),
        **_restart(place, common),
        **_interview(place),
        sheet=_sheet(place, **common),
        release=_release(place),
        meeting=_meeting(place),
        bulletin=_bulletin(place),
    )


def _bulletin(place: Workplace) -> Bulletin:
    """Sent, so that those above see it; on a day of its own."""
    body, day = Body.objects.get(kind="federation", territory=place.district_code), DAY + timedelta(days=place.pk)
    times = dict.fromkeys(("cut_off", "drafted_at", "sent_at"), MORNING)
    texts = {"zh-hans": "无。", "en": "None."}
    return Bulletin.objects.create(
        body=body, to=body.parent, period="day", first=day, last=day, figures=[], texts=texts, **times
    )


def _meeting(place: Workplace) -> Meeting:
    """Of the district, on a day of its own, with one point."""
    body = Body.objects.get(kind="federation", territory=place.district_code)
    row = Meeting.objects.create(
        body=body, day=DAY + timedelta(days=place.pk), begins_at=MORNING, prepared_at=MORNING, figures=FIGURES
    )
    Item.objects.create(meeting=row, kind="own", subject="own 0", facts={"title": "班车"}, changed_at=MORNING)
    return row


FIGURES = dict.fromkeys(("workplaces", "answered", "heard", "silent", "wrong", "open_cases", "overdue", "restarted"), 0)


def _signal(place: Workplace) -> Signal:
    run = Run.objects.create(
        territory=place.district_code, day=DAY, fingerprint=str(place.pk), policy="", levels={}, counts={}, at=MORNING
    )
    evidence = {"cases": 5, "days": 14, "cases_of_definition": 5, "series": [0, 5], "tested": 2}
    row = Signal.objects.create(
        key=str(place.pk),
        run=run,
        rule="cluster",
        subject=f"w{place.pk}",
        territory=place.township_code,
        affiliation=place.affiliation_path,
        day=DAY,
        last_day=DAY,
        chance=0.001,
        harm=1.0,
        people=place.headcount,
        evidence=evidence,
        seen_at=MORNING,
    )
    SignalPlace.objects.create(signal=row, workplace=place, rank=0, cases=5)
    return row


def _interview(place: Workplace) -> dict[str, Any]:
    """With one turn, and a code proposed at it."""
    row = Interview.objects.create(
        number=f"FT-{place.pk}", territory=place.district_code, text="好。", digest=str(place.pk), imported_at=MORNING
    )
    call = Call.objects.create(interview=row, n=1)
    turn = Turn.objects.create(interview=row, call=call, n=1, text="我给领导汇报一下。")
    coding = Coding.objects.create(
        interview=row, turn=turn, start=0, end=9, code="commitment_made", codebook="1", origin="rules", at=MORNING
    )
    return {"interview": row, "coding": coding}


def _sheet(place: Workplace, **common: Any) -> Appraisal:
    """Of the lowest federation that the place has."""
    here = Body.objects.filter(kind="federation", territory__in=(place.township_code, place.district_code))
    return open_appraisal(here.order_by("-level")[0], DAY, DAY, **common)


def _release(place: Workplace) -> Release:
    """A draft of the lowest federation that the place has, by somebody who is not of the cast."""
    here = Body.objects.filter(kind="federation", territory__in=(place.township_code, place.district_code))
    body = here.order_by("-level")[0]
    empty = {"tables": [], "threshold": 10}
    drafter, _new = Person.objects.get_or_create(username="drafter", defaults={"created_at": MORNING})
    return Release.objects.create(
        number=f"{body.territory_id}-{place.pk}",
        body=body,
        territory=str(body.territory_id),
        first=DAY,
        last=DAY,
        version=1,
        cut_off=MORNING,
        figures=empty,
        public=empty,
        drafted_by=drafter,
        drafted_at=MORNING,
    )


def _restart(place: Workplace, common: dict[str, Any]) -> dict[str, Any]:
    """A statement with its paper, and a row of a list of the township that waits."""
    statement = resumption.state(Draft(place, "stopped", DAY, "authority"), **common)
    paper = resumption.add_paper(statement, b"%PDF-1.4 test", name="list.pdf", **common)
    content = f"name\n没有这样的单位{place.pk}\n".encode()
    sent = Sent(content, "authority", "list", place.township_code, "filed")
    taken = resumption.import_list(sent, **common)
    assert taken.sheet
    return {"statement": statement, "paper": paper, "row": taken.sheet.entries.get()}


def _inspection(place: Workplace, body: Body, at: datetime, **common: Any) -> Inspection:
    """Done: what is planned is hidden from who works there. Its letter is written when it is opened."""
    known = checkreading.in_force()["resumption"]
    row = resumption.plan(place, body, known, timezone.localdate(at), basis="territorial", at=at, **common)
    row.state, row.outcome, row.done_at, row.received_at = "done", "passed", at, at
    row.year, row.serial, row.inspectors = at.year, 1, ["甲"]
    row.save()
    return row


def _sent_call(place: Workplace, body: Body, **common: Any) -> Initiative:
    known, due = checkreading.in_force()["resumption"], common["at"] + timedelta(days=2)
    whom = Filter(territory=place.district_code)
    return resumption.send(body, known, ["stock"], whom, title="倡议", text="备足口罩", due_at=due, **common)


def _somebody(body: Body) -> Membership:
    common: dict[str, Any] = {"actor": SYSTEM, "via": Via.SHELL, "at": MORNING}
    made = create_person(username=f"somebody-{body.number}", body=body, role="delegate", **common)
    return add_membership(made.person, body=body, role="delegate", **common)


def _report_danger(place: Workplace) -> None:
    intake.report_danger(
        workplace=place, category=DANGER, text="没有口罩", day=DAY, channel="web", via="web", at=timezone.now()
    )


def _commitment(case: Case) -> Commitment:
    """Written down by the owner of the case."""
    assert case.owner
    return commit(
        case.owner,
        "明天补发口罩",
        due_at=case.opened_at + timedelta(days=1),
        recorded_by=case.owner,
        case=case,
        actor=SYSTEM,
        via=Via.SHELL,
        at=case.opened_at,
    )


def _common(case: Case) -> dict[str, Any]:
    return {"actor": SYSTEM, "via": Via.SHELL, "at": case.opened_at}


def _letter(case: Case) -> Letter:
    assert case.owner
    return draft(case, case.owner, "reminder", **_common(case))


def _proposal(case: Case) -> Proposal:
    return propose(case, "hold_restart", "没有口罩", **_common(case))


def _referral(case: Case, to: Body) -> Referral:
    case.refresh_from_db()
    return refer(case, to, "请督促补发口罩", **_common(case))


def _order(body: Body, place: Workplace) -> EmergencyOrder:
    """Not in force yet, so that it gives nobody a territory."""
    begin = timezone.now() + timedelta(days=1)
    return EmergencyOrder.objects.create(
        body=body,
        territory=Territory.objects.get(pk=place.township_code),
        reason="test",
        document="test 1",
        starts_at=begin,
        ends_at=begin + timedelta(days=1),
    )


def client_of(cast: Cast, who: str) -> Client:
    client = Client()
    if who != NOBODY:
        client.force_login(cast.person(who), backend="django.contrib.auth.backends.ModelBackend")
    return client


@contextmanager
def undone() -> Iterator[None]:
    """What one asker changes is gone before the next one asks."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# --- the tables are complete ------------------------------------------------------------------------------


def doors(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, Any]]:
    """Name and view of every page; what is for programs has a table of its own."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace not in (api.urls_namespace, scim.urls_namespace):
                yield from doors(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            assert isinstance(entry, URLPattern)
            yield f"{space}{entry.name}", entry.callback


def operations() -> Iterator[tuple[str, Any]]:
    for interface, before in ((api, ""), (scim, "/scim/v2")):
        for _prefix, router in interface._routers:
            for path, view in router.path_operations.items():
                for operation in view.operations:
                    for method in operation.methods:
                        yield f"{method} {before}{path}", operation


def test_every_page_is_in_the_table() -> None:
    assert {name for name, _ in doors()} == set(PAGES)


def test_every_operation_is_in_the_table() -> None:
    assert {name for name, _ in operations()} == set(OPERATIONS)


def test_every_page_says_who_may_pass() -> None:
    said = {name: getattr(view, "access", None) for name, view in doors()}
    assert said == {name: page.access for name, page in PAGES.items()}


def test_every_operation_says_who_may_pass() -> None:
    said = {name: _access_of(operation) for name, operation in operations()}
    assert said == {name: operation.access for name, operation in OPERATIONS.items()}


def _access_of(operation: Any) -> str | None:
    """By its ``auth``; one without says so itself."""
    asked = [one.access for one in operation.auth_callbacks]
    return asked[0] if asked else getattr(operation.view_func, "access", None)


def test_the_table_knows_everybody(cast: Cast) -> None:
    assert set(cast.people) == EVERYBODY - {NOBODY}


# --- everybody tries every door ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_page(name: str, cast: Cast, world: World) -> None:
    page, wrong = PAGES[name], []
    for who in sorted(EVERYBODY):
        client = client_of(cast, who)
        for which in SEES[page.of] if page.of else ["plant"]:
            its = world[which]
            address = reverse(name, kwargs=page.args(its)) if name != "home" else "/"
            with undone():
                answer = _send(client, page, address, its)
            expected = _expected(page, who, which)
            if answer.status_code not in expected:
                wrong.append(f"{who} at {which}: {answer.status_code}, should be {expected}")
            check_headers(answer, logged_in=who != NOBODY)
            if who == NOBODY and page.access != "anybody":
                assert answer["Location"].startswith("/login/?next=/")
    assert not wrong, "\n".join(wrong)


def _send(client: Client, page: Page, address: str, its: Things) -> HttpResponseBase:
    return client.post(address, page.data(its)) if page.post else client.get(address)


def _expected(page: Page, who: str, which: str) -> tuple[int, ...]:
    if who not in ACCESS[page.access]:
        return (302,) if who == NOBODY else (403,)
    if page.role and who == STRANGER:
        return (403,)
    if who in SEES[page.of][which]:
        return (403,) if who in page.readers else page.ok
    return (404,)


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.post])
def test_what_is_sent_to_is_not_shown(name: str, cast: Cast, world: World) -> None:
    address = reverse(name, kwargs=PAGES[name].args(world["plant"]))
    assert client_of(cast, "officer of district").get(address).status_code == 405


WITHOUT_A_FORM = {"web:language", "intake:sms", "intake:rapidpro"}
"""A language is no secret; gateways show one of their own."""


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.post and name not in WITHOUT_A_FORM])
def test_a_form_from_elsewhere_is_refused(name: str, cast: Cast, world: World) -> None:
    """Without the token of its own page nothing is taken."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.person("officer of district"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(reverse(name, kwargs=PAGES[name].args(world["plant"]))).status_code == 403


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation(name: str, cast: Cast, world: World) -> None:
    operation, wrong = OPERATIONS[name], []
    method, pattern = name.split(" ")
    for who in sorted(EVERYBODY):
        client = client_of(cast, who)
        for which in SEES[operation.of] if operation.of else ["plant"]:
            address = operation.path(world[which]) or pattern
            address = address if address.startswith("/scim/") else f"/api/v1{address}"
            with undone():
                answer = _call(client, method, address, operation.data(world[which]))
            expected = _expected_of_api(operation, who, which)
            if answer.status_code not in expected:
                wrong.append(f"{who} at {which}: {answer.status_code}, should be {expected}")
            check_headers(answer, logged_in=who != NOBODY)
    assert not wrong, "\n".join(wrong)


def _call(client: Client, method: str, address: str, data: dict[str, Any]) -> HttpResponseBase:
    if method == "GET":
        return client.get(address)
    return client.generic(method, address, json.dumps(data), content_type="application/json")


def _expected_of_api(operation: Operation, who: str, which: str) -> tuple[int, ...]:
    if operation.access == "anybody":
        return operation.ok
    if who in (NOBODY, STRANGER):
        return (401,)
    if who not in ACCESS[operation.access]:
        return (403,)
    return operation.ok if who in SEES[operation.of][which] else (404,)


# --- what every answer says to the browser -----------------------------------------------------------------

POLICY = {"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"}


def check_headers(answer: HttpResponseBase, *, logged_in: bool) -> None:
    policy = answer["Content-Security-Policy"]
    assert {part.strip() for part in policy.split(";")} >= POLICY
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] in ("same-origin", "no-referrer")
    if logged_in:
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("address", ["/nowhere/", "/api/v1/nowhere", "/cases/nowhere/"])
def test_what_does_not_exist_says_the_same_to_the_browser(address: str, cast: Cast) -> None:
    for who in (NOBODY, "officer of district"):
        answer = client_of(cast, who).get(address)
        assert answer.status_code in (302, 404)
        check_headers(answer, logged_in=who != NOBODY)


def test_the_description_of_the_api_is_for_everybody(db: None) -> None:
    assert Client().get("/api/v1/openapi.json").status_code == 200
