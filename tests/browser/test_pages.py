"""The public pages in a real browser: for everybody, on any device, and light."""

import gzip
import re
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.contrib.staticfiles import finders
from selenium.webdriver.common.keys import Keys

from .prefecture import Prefecture, invent_prefecture

WIDEST = 3840
#: bytes of markup, styles and scripts of one page, compressed
HEAVIEST = 100_000
FINGER = 44


def pages(prefecture: Prefecture) -> dict[str, str]:
    """Every kind of public page, by a name for the report."""
    county = prefecture.county.public_code
    return {
        "home": "/",
        "find": "/place/",
        "find a place": "/place/?q=东湾",
        "county": prefecture.county.get_absolute_url(),
        "town": prefecture.town.get_absolute_url(),
        "village": prefecture.village.get_absolute_url(),
        "street": prefecture.street.get_absolute_url(),
        "abolished": prefecture.abolished.get_absolute_url(),
        "list": "/deputies/",
        "filtered list": f"/deputies/?division={county}&level=city",
        "second page": "/deputies/?page=2",
        "by strokes": "/deputies/?sort=strokes",
        "empty list": "/deputies/?q=无此人",
        "former": "/deputies/?state=former",
        "deputy": prefecture.deputy.get_absolute_url(),
        "former deputy": prefecture.former.get_absolute_url(),
        "search": "/search/?q=li",
        "search for nothing": "/search/?q=无此人",
        "not found": "/deputies/zzzzzzzz/",
    }


def blocks_used(html: str) -> set[str]:
    sheets = Path(finders.find("css/components/tag.css")).parent.glob("*.css")
    names = {n for value in re.findall(r'class="([^"]*)"', html) for n in value.split()}
    return {re.split("__|--", name)[0] for name in names} & {sheet.stem for sheet in sheets}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_page_holds_what_its_components_need_and_no_more(client):
    for name, path in pages(invent_prefecture()).items():
        html = client.get(path).content.decode()
        linked = re.findall(r'href="/static/css/components/([a-z-]+)\.css"', html)
        drawn = re.findall(r'<symbol id="i-([a-z]+)"', html)

        assert linked == sorted(blocks_used(html)), name
        assert sorted(drawn) == sorted(set(re.findall(r'href="#i-([a-z]+)"', html))), name


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_page_weighs_less_than_the_limit(client):
    for name, path in pages(invent_prefecture()).items():
        html = client.get(path).content
        files = re.findall(r'/static/([^"]+\.(?:css|js))"', html.decode())
        parts = [html, *(Path(finders.find(file)).read_bytes() for file in files)]

        weight = sum(len(gzip.compress(part)) for part in parts)

        assert weight < HEAVIEST, (name, weight)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_no_link_of_a_page_is_dead(client):
    waiting = [path for name, path in pages(invent_prefecture()).items() if name != "not found"]
    seen = set()
    while waiting:
        path = waiting.pop()
        response = client.get(path, follow=True)
        assert response.status_code == 200, path
        for address in re.findall(r'href="(/[^"#]*|\?[^"]*)"', response.content.decode()):
            target = urljoin(path, address.replace("&amp;", "&"))
            if not target.startswith("/static/") and (kind := kind_of(target)) not in seen:
                seen.add(kind)
                waiting.append(target)


def kind_of(address: str) -> tuple:
    """What an address asks for, whatever the place, the person or the value of a filter."""
    parts = urlsplit(address)
    folder = re.sub(r"/(place|deputies)/[^/]+/", r"/\1/one/", parts.path)
    return folder, *sorted(name for name, _ in parse_qsl(parts.query))


@pytest.mark.browser
def test_axe_finds_nothing_on_any_page(visitor, prefecture):
    found = {}
    for name, path in pages(prefecture).items():
        for width in (360, 1280):
            visitor.open(path, width=width)
            found[f"{name} at {width}"] = visitor.violations()
    for view in ("/", prefecture.deputy.get_absolute_url()):
        visitor.open(f"{view}?view=elder", width=360)
        found[f"{view} for elders"] = visitor.violations()

    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.browser
def test_no_page_scrolls_sideways_at_any_width_or_zoom(visitor, prefecture):
    wide = {}
    for name, path in pages(prefecture).items():
        visitor.open(path)
        # 640 pixels are a window of 1280 at 200 %, 320 at 400 %
        for width in (320, 360, 640, 1280, WIDEST):
            visitor.resize(width)
            wide[name, width] = visitor.overflow()
        visitor.resize(360)
        visitor.run("document.documentElement.dataset.view = 'elder'")
        wide[name, "elder"] = visitor.overflow()
        visitor.resize(1280)
        visitor.run("document.documentElement.style.fontSize = '200%'")
        wide[name, "text at 200 %"] = visitor.overflow()

    assert {where: pixels for where, pixels in wide.items() if pixels > 0} == {}


@pytest.mark.browser
def test_nothing_is_asked_of_another_host_and_nothing_refused(visitor, prefecture):
    for path in pages(prefecture).values():
        visitor.open(path)

    assert visitor.requested_hosts() == {visitor.address.removeprefix("http://")}
    errors = [e for e in visitor.console_errors() if "zzzzzzzz" not in e]
    assert errors == []


@pytest.mark.browser
def test_four_taps_lead_to_the_face_of_a_deputy_without_scripts(visitor, prefecture):
    visitor.allow_scripts(allowed=False)
    visitor.open("/", width=360)

    for text in ("从县市一级一级选", "望溪县", "柳湾镇", "李秋禾"):
        visitor.link(text).click()

    assert visitor.driver.current_url.endswith(prefecture.deputy.get_absolute_url())
    assert visitor.one(".avatar--large").is_displayed()
    assert visitor.one("h1").text == "李秋禾"


@pytest.mark.browser
def test_searching_filtering_and_paging_work_without_scripts(visitor, prefecture):
    visitor.allow_scripts(allowed=False)
    visitor.open("/", width=360)

    visitor.one("#q").send_keys("李秋禾", Keys.ENTER)
    visitor.wait_for("/search/")
    assert [e.text for e in visitor.all(".deputy-card__name")] == ["李秋禾"]

    visitor.go("/deputies/?level=city")
    visitor.link("下一页").click()
    visitor.wait_for("page=2")
    visitor.one(".filters__chip").click()
    visitor.wait_for("/deputies/")
    assert visitor.driver.current_url.endswith("/deputies/")


@pytest.mark.browser
def test_the_keyboard_reaches_every_control_and_shows_where_it_is(visitor, prefecture):
    for path in ("/", "/deputies/?level=city", prefecture.county.get_absolute_url()):
        visitor.open(path)
        reached, unseen = _walk(visitor)

        wanted = visitor.run(
            """return [...document.querySelectorAll("a[href], button, summary, input")]
            .filter(e => e.type !== "hidden" && e.checkVisibility()).length"""
        )
        assert reached == wanted, path
        assert unseen == [], path


def _walk(visitor) -> tuple[int, list[str]]:
    """Press the tab key through the page; return the stops and those without an outline."""
    body, stops, unseen = visitor.one("body"), 0, []
    while True:
        visitor.driver.switch_to.active_element.send_keys(Keys.TAB)
        stop = visitor.run(
            """const e = document.activeElement;
            if (!e || e === document.body || e.dataset.walked) return null;
            e.dataset.walked = 1;
            const drawn = p => parseFloat(getComputedStyle(e, p).outlineWidth) > 0
                && getComputedStyle(e, p).outlineStyle !== "none";
            return [e.outerHTML.slice(0, 80), drawn(null) || drawn("::after")]"""
        )
        if stop is None:
            return stops, unseen
        stops += 1
        if not stop[1]:
            unseen.append(stop[0])
        assert stops < 500, body.text


@pytest.mark.browser
def test_the_first_tab_offers_to_skip_to_the_text(visitor, prefecture):
    visitor.open("/deputies/")

    visitor.one("body").send_keys(Keys.TAB)
    link = visitor.driver.switch_to.active_element
    assert link.text == "跳到正文"
    assert visitor.run("return arguments[0].getBoundingClientRect().top", link) >= 0

    link.send_keys(Keys.ENTER)
    visitor.driver.switch_to.active_element.send_keys(Keys.TAB)
    assert visitor.run("return document.activeElement.closest('main') !== null")


@pytest.mark.browser
def test_controls_are_large_enough_for_a_finger(visitor, prefecture):
    small = {}
    for name, path in pages(prefecture).items():
        visitor.open(path, width=360)
        # a link within a sentence, and one stretched over its card, are as large as their text
        small[name] = visitor.run(
            """return [...document.querySelectorAll("a, button, summary, input")]
            .filter(e => e.checkVisibility() && e.type !== "hidden")
            .filter(e => !e.matches(".skip-link, .deputy-card__link, p a:only-of-type"))
            .filter(e => !e.closest(".notice__text, .prose, .search-box__hint"))
            .filter(e => e.getBoundingClientRect().height < arguments[0] - 0.5)
            .map(e => e.outerHTML.slice(0, 90))""",
            FINGER,
        )

    assert {name: found for name, found in small.items() if found} == {}


@pytest.mark.browser
def test_the_elder_view_is_remembered_and_left_again(visitor, prefecture):
    visitor.open("/")
    plain = _body_size(visitor)

    visitor.one(".site-header__tool--elder").click()
    assert _body_size(visitor) > plain
    visitor.go("/deputies/")
    assert _body_size(visitor) > plain
    assert not visitor.one(".site-header__tool--elder").is_displayed()

    visitor.one(".site-header__tool--standard").click()
    visitor.go("/deputies/")
    assert _body_size(visitor) == plain


@pytest.mark.browser
def test_the_server_answers_the_elder_view_without_scripts(visitor, prefecture):
    visitor.allow_scripts(allowed=False)
    visitor.open("/")
    plain = visitor.one("h1").size["height"]

    visitor.one(".site-header__tool--elder").click()

    visitor.wait_for("view=elder")
    assert visitor.one(".site-header__tool--standard").is_displayed()
    assert visitor.one("h1").size["height"] != plain


def _body_size(visitor) -> float:
    return visitor.run("return parseFloat(getComputedStyle(document.body).fontSize)")


@pytest.mark.browser
def test_print_leaves_navigation_out_and_opens_what_is_folded(visitor, prefecture):
    visitor.open(prefecture.village.get_absolute_url())
    visitor.emulate(media="print")

    for hidden in (".site-header__nav", ".site-header__tools", ".breadcrumb", ".site-footer__nav"):
        assert not visitor.one(hidden).is_displayed(), hidden
    assert visitor.run("return document.querySelector('.fold .deputy-card').checkVisibility()")
    ink = visitor.run("return getComputedStyle(document.body).color")
    assert ink == "rgb(0, 0, 0)"
