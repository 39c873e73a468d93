"""Writing reports, by noun. What is written is committed before anybody is told that it arrived."""

from qianshao.intake.actions.calls import LONGEST_CALL, end_call, let_go, start_call
from qianshao.intake.actions.dangers import Reported, report_danger
from qianshao.intake.actions.filing import (
    LARGEST_BATCH,
    Filed,
    Outcome,
    Submission,
    file_daily_report,
    file_daily_reports,
)
from qianshao.intake.actions.photos import add_photo
from qianshao.intake.actions.posters import give_link
from qianshao.intake.actions.quarantine import let_through, let_through_by_itself, set_aside
from qianshao.intake.actions.questions import ask_more, end_questions
from qianshao.intake.actions.senders import CODE_LASTS, bind_sender, draw_sender_code, unbind_sender

__all__ = [
    "CODE_LASTS",
    "LARGEST_BATCH",
    "LONGEST_CALL",
    "Filed",
    "Outcome",
    "Reported",
    "Submission",
    "add_photo",
    "ask_more",
    "bind_sender",
    "draw_sender_code",
    "end_call",
    "end_questions",
    "file_daily_report",
    "file_daily_reports",
    "give_link",
    "let_go",
    "let_through",
    "let_through_by_itself",
    "report_danger",
    "set_aside",
    "start_call",
    "unbind_sender",
]
