from __future__ import annotations

from django.apps import AppConfig


class ResumptionConfig(AppConfig):
    name = "qianshao.resumption"
    label = "resumption"
