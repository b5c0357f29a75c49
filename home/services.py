"""What makes an office's site out of an empty database, and a demo into an empty one."""

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from wagtail.models import Site

from accounts.models import User
from core.databases import remove_sqlite_file, remove_uploads, sqlite_file
from divisions.enums import Level
from divisions.models import Division
from editing.enums import Role
from editing.models import Assignment
from editing.services import grant_assignment

from .models import Demo, HomePage, SiteSettings

_BODIES = {
    Level.PROVINCE: "人民代表大会常务委员会",
    Level.PREFECTURE: "人民代表大会常务委员会",
    Level.COUNTY: "人民代表大会常务委员会",
    Level.TOWNSHIP: "人民代表大会主席团",
}


class NotADemoError(RuntimeError):
    """Refused: what would be deleted is no demo; the message is Chinese."""


@transaction.atomic
def name_site(
    *, place: Division, place_name: str, site_name: str, organ: str = "", demo_notice: str = ""
) -> SiteSettings:
    """Write the name of the place and of the site (网站信息) into home page, site and settings."""
    title = f"{place_name}{site_name}"
    home = HomePage.objects.get()
    home.title = title
    home.save_revision().publish()
    site = Site.objects.get(is_default_site=True)
    site.site_name = title
    site.save()
    settings, _ = SiteSettings.objects.update_or_create(
        site=site,
        defaults={
            "place": place, "place_name": place_name, "site_name": site_name, "organ": organ,
            "demo_notice": demo_notice,
        },
    )  # fmt: skip
    return settings


@transaction.atomic
def open_office(*, division: Division, username: str, password: str) -> User:
    """Make the site of an office's ``division`` and its first account, which may do everything.

    Raises:
        ValidationError: the user name is taken or malformed.
    """
    place = "" if division.level == Level.NATION else division.name
    name_site(
        place=division, place_name=place, site_name="人大代表和家站室", organ=_organ_of(division)
    )
    user = User(username=username, is_staff=True, is_superuser=True)
    user.set_password(password)
    user.full_clean()
    user.save()
    grant_assignment(
        assignment=Assignment(user=user, division=division, role=Role.OFFICE), granted_by=None
    )
    return user


def _organ_of(division: Division) -> str:
    """Return who runs the site (主办单位): the congress's standing body; empty where there is none.

    Source: 地方组织法 (2022) 第四十六条 (standing committees), 第十九条 (presidium).
    """
    if division.level == Level.NATION:
        return "全国人民代表大会常务委员会"
    if not division.may_have_congress:
        return ""
    return f"{division.name}{_BODIES.get(Level(division.level), '')}"


def remove_demo() -> int | None:
    """Delete the demo (演示数据): its uploads and the SQLite file it stands in.

    Nothing happens where the database is empty; the caller holds ``site_lock(exclusive=True)``.

    Returns:
        The number of files deleted; None where there was no demo.

    Raises:
        NotADemoError: an office's data stand here, or the database is no SQLite file.
    """
    tables = connection.introspection.table_names()
    if not tables:
        return None
    if Demo._meta.db_table not in tables:
        if MigrationRecorder.Migration._meta.db_table in tables:
            return None  # its first migration was interrupted, or it is older than the demo
        raise NotADemoError("数据库里是别的程序的数据。没有删除任何内容。")
    state = Demo.state()
    if state == Demo.State.EMPTY:
        return None
    if state == Demo.State.OFFICE:
        raise NotADemoError("这里是正式数据，不是演示数据。没有删除任何内容。")
    if sqlite_file() is None:
        raise NotADemoError("只能删除 SQLite 中的演示数据；请换一个空的数据库（DATABASE_URL）。")
    removed = remove_uploads()
    remove_sqlite_file()
    return removed
