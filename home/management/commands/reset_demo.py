from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from core.databases import SiteIsRunningError, prepare_database, site_lock
from home.services import NotADemoError, remove_demo


class Command(BaseCommand):
    help = "Delete the demo, its database and its files, and load it anew; nothing but a demo."
    requires_system_checks = []

    def handle(self, **options: object) -> None:
        try:
            with site_lock(exclusive=True):
                if (removed := remove_demo()) is not None:
                    self.stdout.write(f"已删除演示数据库和 {removed} 个文件。")
                prepare_database(self.stdout.write)
                call_command("load_demo", stdout=self.stdout)
        except SiteIsRunningError as error:
            raise CommandError("网站正在运行，请先按 Ctrl-C 停止它。") from error
        except NotADemoError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("演示数据已重新载入。运行 make run 启动网站。")
