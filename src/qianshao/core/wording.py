"""What stands on the audit trail, in words. A test finds every action that the code records."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Any] = {
    "account.closed": _("account closed"),
    "account.logged_in": _("logged in"),
    "account.logged_out": _("logged out"),
    "account.made": _("account made"),
    "account.opened": _("account opened again"),
    "account.refused": _("log-in refused"),
    "area.added": _("area entered"),
    "body.changed": _("body changed"),
    "body.entered": _("body entered"),
    "body.moved": _("body put under another one"),
    "call.ended": _("telephone call noted"),
    "case.acknowledged": _("case acknowledged"),
    "case.acted": _("acted on a case"),
    "case.answered": _("the reporter answered"),
    "case.asked": _("asked the reporter"),
    "case.handed_over": _("case handed over"),
    "case.moved_up": _("case moved up: no answer by the deadline"),
    "case.opened": _("case opened"),
    "case.reopened": _("case opened again"),
    "case.resolved": _("case resolved"),
    "commitment.due": _("something undertaken is due"),
    "commitment.recorded": _("something undertaken was written down"),
    "commitment.settled": _("what came of something undertaken"),
    "demo.made": _("demo made"),
    "dispute.claimed": _("another source disagrees"),
    "dispute.opened": _("dispute opened"),
    "dispute.settled": _("dispute settled"),
    "divisions.applied": _("divisions updated"),
    "link.given": _("link for reports given"),
    "membership.ended": _("role ended"),
    "membership.given": _("role given"),
    "messages.limit_set": _("limit for paid messages set"),
    "messages.near_limit": _("paid messages near their limit"),
    "order.issued": _("emergency order issued"),
    "order.withdrawn": _("emergency order withdrawn"),
    "password.changed": _("password changed"),
    "password.reset": _("password reset"),
    "questions.asked": _("a federation asks questions of its own"),
    "questions.ended": _("a federation ended its own questions"),
    "recovery_codes.renewed": _("recovery codes renewed"),
    "report.needs_person": _("a report says that something is wrong"),
    "report.photo_added": _("photograph added to a report"),
    "report.put_aside": _("report held for checking"),
    "report.set_aside": _("held report set aside"),
    "reports.filed": _("daily reports filed"),
    "second_factor.added": _("second factor switched on"),
    "second_factor.removed": _("second factor switched off"),
    "sender.bound": _("telephone or account of a service bound to a person"),
    "sender.code_drawn": _("code for binding drawn"),
    "sender.unbound": _("binding ended"),
    "territory.moved": _("division changed its code"),
    "tie.ended": _("tie ended"),
    "tie.stated": _("tie stated"),
    "token.made": _("key made"),
    "token.revoked": _("key revoked"),
    "workplace.changed": _("workplace changed"),
    "workplace.closed": _("workplace closed"),
    "workplace.reopened": _("workplace opened again"),
    "workplace.union_named": _("union of a workplace named"),
    "workplaces.imported": _("workplaces imported"),
}


def sentence(action: str) -> str:
    return str(ACTIONS.get(action, action))
