from __future__ import annotations

from django.urls import path

from qianshao.briefing.pages import board, bulletins, calendars, costs, desk, meetings, orders, rolls

app_name = "briefing"
urlpatterns = [
    path("board/", board.own_board, name="board"),
    path("board/workplaces/<int:pk>/", board.workplace, name="workplace"),
    path("board/<str:code>/", board.board, name="board_of"),
    path("orders/<int:pk>/", orders.order, name="order"),
    path("desk/", desk.desk, name="desk"),
    path("desk/leave/", desk.leave, name="leave_desk"),
    path("desk/<int:pk>/", desk.end, name="end_call"),
    path("roll/", rolls.rolls, name="rolls"),
    path("roll/hours/", rolls.set_hours, name="set_hours"),
    path("roll/<str:code>/", rolls.roll, name="roll"),
    path("meeting/", meetings.today, name="today"),
    path("meeting/prepare/", meetings.prepare, name="prepare_meeting"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/calendar/", meetings.make_link, name="make_calendar"),
    path("meetings/calendar/revoke/", meetings.revoke_link, name="revoke_calendar"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/events/", meetings.events, name="meeting_events"),
    path("meetings/<int:pk>/points/<int:item>/", meetings.decide, name="decide"),
    path("meetings/<int:pk>/add/", meetings.add, name="add_point"),
    path("meetings/<int:pk>/attendance/", meetings.attend, name="attend"),
    path("meetings/<int:pk>/remarks/", meetings.write, name="write_remarks"),
    path("meetings/<int:pk>/end/", meetings.end, name="end_meeting"),
    path("meetings/<int:pk>/minutes.docx", meetings.paper, {"form": "docx"}, name="minutes_docx"),
    path("meetings/<int:pk>/minutes.pdf", meetings.paper, {"form": "pdf"}, name="minutes_pdf"),
    path("calendar/<str:secret>.ics", calendars.calendar, name="calendar"),
    path("bulletins/", bulletins.bulletins, name="bulletins"),
    path("bulletins/draft/", bulletins.draft, name="draft_bulletin"),
    path("bulletins/<int:pk>/", bulletins.bulletin, name="bulletin"),
    path("bulletins/<int:pk>/edit/", bulletins.edit, name="edit_bulletin"),
    path("bulletins/<int:pk>/bulletin.docx", bulletins.bulletin_paper, {"form": "docx"}, name="bulletin_docx"),
    path("bulletins/<int:pk>/bulletin.pdf", bulletins.bulletin_paper, {"form": "pdf"}, name="bulletin_pdf"),
    path("costs/", costs.costs, name="costs"),
    path("costs/limit/", costs.set_limit, name="set_limit"),
]
