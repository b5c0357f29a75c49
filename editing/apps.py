from importlib import import_module

from django.apps import AppConfig


class EditingConfig(AppConfig):
    name = "editing"
    verbose_name = "编辑与权限"

    def ready(self) -> None:
        import_module("editing.registration").register_records()
