import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from config import env
from core.databases import SiteIsRunningError, prepare_database, site_lock
from divisions.codes import DivisionCodeError
from divisions.enums import Level
from divisions.models import Division, DivisionNotFoundError
from home.models import Demo
from home.services import NotADemoError, open_office, remove_demo

_SHOWN = 20
_VARIABLES = ("SITE_DIVISION", "SITE_ADMIN", "SITE_PASSWORD")


class Command(BaseCommand):
    help = (
        "Make an office's own site in an empty database: divisions, home page, first account. "
        "Asks, or takes SITE_DIVISION, SITE_ADMIN and SITE_PASSWORD from the environment."
    )
    requires_system_checks = []

    def handle(self, **options: object) -> None:
        self._require_answers()
        try:
            with site_lock(exclusive=True):
                self._set_up()
        except SiteIsRunningError as error:
            raise CommandError("网站正在运行，请先按 Ctrl-C 停止它。") from error
        except NotADemoError as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except EOFError as error:
            raise CommandError("没有回答，建站没有完成；重新运行 make setup 会接着做。") from error
        self.stdout.write("下一步：make run 启动网站；manage.py import_roster 导入代表花名册。")

    def _require_answers(self) -> None:
        """Refuse before anything is touched.

        Raises:
            CommandError: an answer stands in no variable, and there is no terminal to ask.
        """
        missing = [name for name in _VARIABLES if not env.optional(name)]
        if missing and not sys.stdin.isatty():
            raise CommandError(f"没有终端可以提问，请设置变量 {'、'.join(missing)}。")

    def _set_up(self) -> None:
        prepare_database(self.stdout.write)
        if Demo.state() in {Demo.State.DEMO, Demo.State.UNFINISHED}:
            remove_demo()
            self.stdout.write("已删除演示数据。")
            prepare_database(self.stdout.write)
        if User.objects.filter(is_superuser=True).exists():
            self.stdout.write("网站早已建好，没有改动。")
            return
        if not Division.objects.filter(level=Level.TOWNSHIP).exists():
            call_command("load_divisions", stdout=self.stdout)
        division = self._division()
        username, password = self._account()
        open_office(division=division, username=username, password=password)
        self.stdout.write(f"已为{division.name}建好网站，第一个账号是 {username}。")

    def _division(self) -> Division:
        """Return the division asked for, by code or name."""
        if text := env.optional("SITE_DIVISION"):
            found = self._find(text)
            if len(found) != 1:
                raise CommandError(f"SITE_DIVISION：“{text}”找到 {len(found)} 个区划，请改用代码。")
            return found[0]
        while True:
            found = self._find(self._ask("本单位所在的行政区划（名称或代码）"))
            if len(found) == 1:
                return found[0]
            self.stdout.write("没有找到，请换个写法。" if not found else "请用其中一个代码：")
            for division in found[:_SHOWN]:
                above = division.parent.name if division.parent else ""
                reference = f"{division.public_code}:{division.level}"
                self.stdout.write(f"  {reference:<16}{above} {division.name}")

    def _find(self, text: str) -> list[Division]:
        try:
            return [Division.objects.by_code(text)]
        except (DivisionCodeError, DivisionNotFoundError):
            exact = Division.objects.valid().filter(name=text).select_related("parent")
            return list(exact) or list(
                Division.objects.valid().filter(name__contains=text).select_related("parent")[:100]
            )

    def _account(self) -> tuple[str, str]:
        """Return user name and password of the first account."""
        username = env.optional("SITE_ADMIN") or self._ask("第一个账号的用户名")
        if password := env.optional("SITE_PASSWORD"):
            if faults := self._faults(username, password):
                raise CommandError(f"SITE_PASSWORD：{faults}")
            return username, password
        while True:
            password = self._ask("密码（输入时不显示）", secret=True)
            if faults := self._faults(username, password):
                self.stdout.write(faults)
            elif password != self._ask("再输一次密码", secret=True):
                self.stdout.write("两次输入不一致。")
            else:
                return username, password

    def _faults(self, username: str, password: str) -> str:
        try:
            validate_password(password, User(username=username))
        except ValidationError as error:
            return " ".join(error.messages)
        return ""

    def _ask(self, question: str, *, secret: bool = False) -> str:
        """Return a non-empty answer from the terminal."""
        while True:
            answer = (getpass.getpass if secret else input)(f"{question}：").strip()
            if answer:
                return answer
