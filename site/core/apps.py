from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "基础"

    def ready(self) -> None:
        """Let every app fill the registries: whatever its module ``announcements`` registers."""
        autodiscover_modules("announcements")
