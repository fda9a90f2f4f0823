from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "outreach"
    verbose_name = "反诈宣传台账"
    default_auto_field = "django.db.models.BigAutoField"
