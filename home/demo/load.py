"""The demo (演示数据), step by step; each step may run again and then changes nothing."""

from collections.abc import Callable

from core.registries import demo_loaders
from home.models import Demo

from .accounts import load_accounts
from .bodies import load_bodies
from .deputies import load_deputies, load_terms_and_units
from .drafts import load_drafts
from .elections import elect
from .lives import load_events, load_lives, stored_people
from .pictures import load_portraits
from .site import load_pages, load_places, load_site
from .stations import load_stations

Report = Callable[[str], None]


class NoRoomForDemoError(RuntimeError):
    """Refused: the database holds an office's data; the message is Chinese."""


def load_demo(report: Report) -> bool:
    """Load the demo into an empty database, or what is missing of one begun.

    Returns:
        False where it was there already.

    Raises:
        NoRoomForDemoError: an office's data stand here.
    """
    state = Demo.state()
    if state == Demo.State.OFFICE:
        raise NoRoomForDemoError("这里是正式数据，不能载入演示数据。请换一个空的数据库。")
    if state == Demo.State.DEMO:
        return False
    Demo.start()
    report(f"区划：{load_places()} 个（均为虚构）")
    load_site()
    report(f"页面：{load_pages()} 个")
    _load_people(report)
    for loader in sorted(demo_loaders, key=lambda loader: loader.order):
        report(f"{loader.name}……")
        loader.load(report)
    Demo.finish()
    return True


def _load_people(report: Report) -> None:
    people = elect()
    report(f"代表：{len(people)} 名，正在导入花名册……")
    load_deputies(people, report)
    report(f"选区和选举单位：{load_terms_and_units()} 个")
    deputies = stored_people(people)
    report(f"简介：{load_lives(deputies)} 篇")
    load_events(deputies)
    report(f"画像：{load_portraits(deputies)} 幅")
    report(f"演示账号：{load_accounts()} 个")
    load_drafts(deputies)
    report(f"机构、小组、承办单位和会议：{load_bodies()} 个")
    report(f"家站室：{load_stations(report)} 个")
