from importlib import import_module

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "files"
    verbose_name = "图片与文件"

    def ready(self) -> None:
        import_module("files.signal_handlers").register_signal_handlers()
