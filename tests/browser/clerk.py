"""Somebody at work in the admin, by keyboard wherever that is how one works."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium.common.exceptions import (
    StaleElementReferenceException,
    TimeoutException,
    WebDriverException,
)
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from .conftest import Visitor

PASSWORD = "a long pass phrase"
_SECONDS = 60


class Clerk:
    """Works in the admin; each step waits until the page is what it should be."""

    def __init__(self, visitor: Visitor, downloads: Path) -> None:
        self.visitor, self.driver, self.downloads = visitor, visitor.driver, downloads
        self.driver.execute_cdp_cmd(
            "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(downloads)}
        )

    def sign_in(self, username: str) -> None:
        """Sign in, typing alone; whoever was signed in before is no longer."""
        self.driver.delete_all_cookies()
        self.visitor.open("/admin/login/")
        self.find("input[name=username]").click()
        with self.leaving():
            self.type(username, Keys.TAB, PASSWORD, Keys.ENTER)
        self.visitor.console_errors()  # what Chromium remarks on Wagtail's form of signing in

    def type(self, *keys: str) -> None:
        ActionChains(self.driver).send_keys(*keys).perform()

    def find(self, selector: str) -> WebElement:
        """The first element that can be seen, once there is one."""
        return self.until(lambda: next(e for e in self.visitor.all(selector) if e.is_displayed()))

    def press(self, text: str) -> None:
        """Press the button or follow the link with this text, by the Enter key."""
        path = f"//main//*[self::a or self::button][contains(normalize-space(), '{text}')]"
        element = self.until(lambda: self.driver.find_element(By.XPATH, path))
        with self.leaving():
            element.send_keys(Keys.ENTER)

    def choose(self, selector: str, text: str) -> None:
        """Choose from a list."""
        Select(self.find(selector)).select_by_visible_text(text)

    def sees(self, *texts: str) -> None:
        """Wait until the page says all of ``texts``."""
        try:
            self.until(lambda: all(text in self.said() for text in texts))
        except TimeoutException as error:
            raise AssertionError(f"{texts} not on the page:\n{self.said()}") from error

    def said(self) -> str:
        return self.visitor.one("main").text

    def downloaded(self) -> Path:
        """The one workbook that has come down, once it is whole."""
        return self.until(lambda: next(self.downloads.glob("*.xlsx")))

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """Wait afterwards until the page that was open has gone, or a file comes down."""
        page, files = self.visitor.one("html"), set(self.downloads.iterdir())
        yield
        self.until(lambda: _is_gone(page) or set(self.downloads.iterdir()) != files)

    def until(self, condition: Callable, message: str = ""):
        """Wait until ``condition`` returns something, and return it."""
        return WebDriverWait(
            self.driver, _SECONDS, ignored_exceptions=(StopIteration, WebDriverException)
        ).until(lambda _: condition(), message)


def _is_gone(element: WebElement) -> bool:
    try:
        element.is_enabled()
    except StaleElementReferenceException:
        return True
    return False
