"""A clerk enters a deputy with seat, posting and group on one page of the admin."""

import os

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.expected_conditions import element_to_be_clickable
from selenium.webdriver.support.wait import WebDriverWait

from directory.models import Deputy
from editing.enums import Role
from tests.factories import (
    AssignmentFactory,
    DeputyGroupFactory,
    PostingFactory,
    StationFactory,
)


def address(view, *args):
    return reverse(Deputy.snippet_viewset.get_url_name(view), args=args)


@pytest.fixture
def clerk(visitor, prefecture):
    """The visitor, signed in as the office of the prefecture."""
    user = AssignmentFactory(division=prefecture.root, role=Role.OFFICE).user
    sign_in(visitor, user)
    return visitor


def shot(visitor, name):
    if folder := os.environ.get("SHOTS"):
        height = 7000
        width = visitor.run("return window.innerWidth")
        visitor.resize(width, height)
        visitor.driver.save_screenshot(f"{folder}/{name}-{width}.png")


@pytest.mark.browser
def test_a_person_is_entered_with_a_posting_and_a_group_by_chooser(clerk, prefecture):
    station = StationFactory(division=prefecture.town, name="柳湾镇代表联络站")
    DeputyGroupFactory(division=prefecture.county, name="城关代表小组")
    PostingFactory(deputy=prefecture.deputy, station=station)
    clerk.resize(360)
    clerk.go(address("edit", prefecture.deputy.pk))
    assert clerk.all("#inline_child_postings-0")
    assert clerk.overflow() == 0
    shot(clerk, "edit")
    clerk.resize(1280)
    clerk.go(address("edit", prefecture.deputy.pk))
    shot(clerk, "edit")
    clerk.resize(1280)

    clerk.go(address("add"))
    clerk.one("#id_name").send_keys("买买提·吐尔逊")
    add_row(clerk, "postings")
    choose(clerk, "postings-0-station", "柳湾镇代表联络站")
    add_row(clerk, "group_memberships")
    choose(clerk, "group_memberships-0-group", "城关代表小组")
    shot(clerk, "add")
    clerk.resize(1280)
    clerk.run("arguments[0].click()", clerk.one("button[name='action-publish']"))
    WebDriverWait(clerk.driver, 30).until(
        lambda _: Deputy.objects.filter(name="买买提·吐尔逊", live=True).exists()
    )

    deputy = Deputy.objects.get(name="买买提·吐尔逊")
    assert deputy.postings.get().station == station
    assert deputy.group_memberships.get().live


@pytest.mark.browser
def test_the_page_of_ones_own_rows_fits_a_telephone_and_a_screen(clerk, prefecture):
    user = AssignmentFactory(division=prefecture.county, role=Role.OFFICE).user
    sign_in(clerk, user)
    for width in (360, 1280):
        clerk.resize(width)
        clerk.go(reverse("deputy_rows", args=[prefecture.deputy.pk]))
        assert clerk.all("#inline_child_mandates-0")
        assert clerk.overflow() == 0
        shot(clerk, "rows")


def sign_in(visitor, user):
    client = Client()
    client.force_login(user)
    visitor.driver.get(visitor.address + "/robots.txt")
    visitor.driver.add_cookie({
        "name": settings.SESSION_COOKIE_NAME, "path": "/",
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
    })  # fmt: skip


def add_row(clerk, relation):
    """Press the button that adds a row, by keyboard."""
    clerk.one(f"#id_{relation}-ADD").send_keys(Keys.ENTER)
    WebDriverWait(clerk.driver, 20).until(lambda _: clerk.all(f"#inline_child_{relation}-0"))


def choose(clerk, field, name):
    """Open the chooser of a row and take what is called ``name``."""
    clerk.one(f"#id_{field}-chooser .unchosen button").send_keys(Keys.ENTER)
    link = (By.XPATH, f"//div[contains(@class, 'modal')]//a[contains(., '{name}')]")
    WebDriverWait(clerk.driver, 20).until(element_to_be_clickable(link)).click()
    WebDriverWait(clerk.driver, 20).until(
        lambda _: clerk.one(f"#id_{field}").get_attribute("value")
    )
