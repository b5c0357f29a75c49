"""Places, settings and pages of the demo."""

from django.db import transaction
from wagtail.models import Page

from core.databases import refresh_statistics
from divisions.enums import Level
from divisions.models import Division, DivisionCode, DivisionPage
from divisions.services import add_division
from home.models import HomePage, PlainPage, SiteSettings
from home.services import name_site

from .places import CONTENT, NATION, PREFECTURE, Place, read_places

NOTICE = (
    "演示站：青澜省、云岭州及以下地名，所有代表、单位、电话和编号均为虚构，"
    "与真实的地方和个人无关；肖像为程序绘制。"
)
_SETTINGS = {
    "office": "州人大常委会代表工作委员会",
    "address": "白苇市人民路 8 号（虚构）",
    "phone": "0990-555 0114（虚构，工作日 9:00—12:00、14:30—17:30）",
    "icp_number": "演示ICP备00000000号（虚构）",
    "police_number": "99210002000001号（虚构）",
    "site_code": "9921000001（虚构）",
}
#: slug, title and description; the slug also names the field of the settings that links there
_PLAIN_PAGES = [
    ("about", "关于本站", "本站公开什么、信息从哪里来、发现差错怎么办。"),
    ("privacy", "隐私说明", "浏览本站时处理哪些信息，公开代表信息的依据，怎样行使权利。"),
    ("accessibility", "无障碍声明", "本站的无障碍措施、尚未做到的和求助方式。"),
]


@transaction.atomic
def load_places() -> int:
    """Add the places that are missing; return how many there are."""
    divisions = {NATION: Division.objects.root()}
    known = set(DivisionCode.objects.filter(code__startswith="99").values_list("code", flat=True))
    for place in read_places().values():
        if place.code in known:
            division = Division.objects.by_code(place.code)
        else:
            division = add_division(
                code=place.code, name=place.name, parent=divisions[place.parent]
            )
        divisions[place.short] = division
    for place in read_places().values():
        if place.elects_in and divisions[place.short].electoral_parent_id is None:
            divisions[place.short].electoral_parent = divisions[place.elects_in]
            divisions[place.short].save()
    refresh_statistics(Division, DivisionCode)
    return len(divisions) - 1


@transaction.atomic
def load_site() -> None:
    """Name the site and fill what its head and foot say."""
    if SiteSettings.objects.filter(demo_notice=NOTICE).exists():
        return
    settings = name_site(
        place=_division(read_places()[PREFECTURE]),
        place_name=PREFECTURE,
        site_name="人大代表和家站室",
        organ="云岭州人民代表大会常务委员会",
        demo_notice=NOTICE,
    )
    for field, value in _SETTINGS.items():
        setattr(settings, field, value)
    settings.full_clean()
    settings.save()


@transaction.atomic
def load_pages() -> int:
    """Publish the plain pages and the sections of the prefecture and its counties."""
    home = HomePage.objects.get()
    settings = SiteSettings.objects.get(site__is_default_site=True)
    for slug, title, description in _PLAIN_PAGES:
        body = (CONTENT / "pages" / f"{slug}.html").read_text(encoding="utf-8")
        page = PlainPage(slug=slug, title=title, search_description=description, body=body)
        setattr(settings, f"{slug}_page", _publish(page, home))
    settings.save()
    sections = {NATION: home}
    for place in read_places().values():
        if place.level in {Level.PREFECTURE, Level.COUNTY}:
            above = sections.get(place.parent, home)
            page = DivisionPage(slug=place.code[:6], title=place.short, division=_division(place))
            sections[place.short] = _publish(page, above)
    return PlainPage.objects.count() + DivisionPage.objects.count()


def _division(place: Place) -> Division:
    return Division.objects.by_code(place.code)


def _publish(page: Page, parent: Page) -> Page:
    """Publish ``page`` below ``parent``, or return the one that stands there under its slug."""
    stored = type(page).objects.child_of(parent).filter(slug=page.slug).first()
    if stored is None:
        parent.add_child(instance=page)
        page.save_revision().publish()
        return page
    return stored
