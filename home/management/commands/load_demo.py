from django.core.management.base import BaseCommand, CommandError

from core.databases import require_database
from home.demo.load import NoRoomForDemoError, load_demo


class Command(BaseCommand):
    help = "Load the invented demo into an empty database; safe to run again."
    requires_system_checks = []

    def handle(self, **options: object) -> None:
        require_database()
        self.stdout.write("正在载入演示数据（约一分钟，内容均为虚构）……")
        try:
            loaded = load_demo(self._report)
        except NoRoomForDemoError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("演示数据已载入。" if loaded else "演示数据早已载入，没有改动。")

    def _report(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
