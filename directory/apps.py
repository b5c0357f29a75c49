from importlib import import_module

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "directory"
    verbose_name = "代表名录"

    def ready(self) -> None:
        import_module("directory.signal_handlers").register_signal_handlers()
