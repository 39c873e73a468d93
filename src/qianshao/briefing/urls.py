from __future__ import annotations

from django.urls import path

from qianshao.briefing import pages

app_name = "briefing"
urlpatterns = [
    path("board/", pages.own_board, name="board"),
    path("board/workplaces/<int:pk>/", pages.workplace, name="workplace"),
    path("board/<str:code>/", pages.board, name="board_of"),
]
