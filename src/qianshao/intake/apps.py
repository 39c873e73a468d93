from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "qianshao.intake"
    default_auto_field = "django.db.models.BigAutoField"
