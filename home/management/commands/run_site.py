import os
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config import env
from core.databases import SiteIsRunningError, prepare_database, site_lock
from core.processes import ChildEndedError, answers, port_is_free, run_together
from home.demo.accounts import DEMO_ACCOUNTS
from home.models import Demo

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Serve the site (web server and task worker); an empty database gets the demo first."
    requires_system_checks = []

    def handle(self, **options: object) -> None:
        port = self._free_port()
        try:
            with site_lock(exclusive=False):
                prepare_database(self.stdout.write)
                if Demo.state() in {Demo.State.EMPTY, Demo.State.UNFINISHED}:
                    call_command("load_demo", stdout=self.stdout)
                call_command("purge_expired", stdout=self.stdout)
                self._serve(port)
        except SiteIsRunningError as error:
            raise CommandError("数据库正在重建，请等它完成后再启动。") from error
        except ChildEndedError as error:
            raise CommandError(f"{error} 意外退出，已全部停止。原因见上文。") from error

    def _free_port(self) -> int:
        """Return the port asked for.

        Raises:
            CommandError: it is no port, or somebody listens there.
        """
        text = env.optional("PORT", "8000")
        if not text.isdecimal() or not 0 < int(text) < 65536:
            raise CommandError(f"PORT 应是 1 到 65535 之间的数字，现在是“{text}”。")
        if not port_is_free(HOST, int(text)):
            raise CommandError(
                f"端口 {text} 已被占用。请换一个端口，例如：PORT={int(text) + 1} make run"
            )
        return int(text)

    def _serve(self, port: int) -> None:
        self.stdout.write("正在启动……")
        manage = [sys.executable, str(settings.ROOT / "manage.py")]
        run_together(
            {
                "网站服务": [
                    sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{HOST}:{port}",
                    "--workers", "2", "--preload", "--timeout", "120", "--graceful-timeout", "5",
                    "--log-level", "warning", "--no-control-socket",
                ],
                "后台任务": [*manage, "db_worker", "--queue-name", "*", "--no-reload"],
            },
            env=os.environ
            | {
                "PYTHONPATH": os.pathsep.join([str(settings.ROOT), str(settings.ROOT / "site")]),
                "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
            },
            is_ready=lambda: answers(HOST, port),
            on_ready=lambda: self._announce(f"http://{HOST}:{port}/"),
        )  # fmt: skip
        self.stdout.write("已停止。")

    def _announce(self, address: str) -> None:
        self.stdout.write(f"\n代表家站已启动，按 Ctrl-C 停止。\n  公众页面  {address}")
        self.stdout.write(f"  管理后台  {address}admin/")
        if Demo.state() == Demo.State.DEMO:
            self.stdout.write("演示账号（地名和人物均为虚构）")
            for account in DEMO_ACCOUNTS:
                self.stdout.write(
                    f"  {account.username:<16}{account.password:<16}{account.description}"
                )
        self.stdout.flush()
