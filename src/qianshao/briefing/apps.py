from django.apps import AppConfig


class BriefingConfig(AppConfig):
    name = "qianshao.briefing"
    default_auto_field = "django.db.models.BigAutoField"
