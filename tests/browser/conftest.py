"""One headless Chromium for all browser tests, and a visitor who looks at the live server."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_core_python.selenium import Axe
from django.db import connections
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from .prefecture import Prefecture, invent_prefecture

_ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
_DRIVER = "/usr/bin/chromedriver"


class Visitor:
    """Somebody in front of the site, with a window of a given size."""

    def __init__(self, driver: Chrome, address: str) -> None:
        self.driver, self.address = driver, address
        self.emulate(media="")
        self.allow_scripts(allowed=True)
        self.driver.get("about:blank")
        self._log("performance")
        self._log("browser")

    def open(self, path: str, *, width: int = 1280, height: int = 900) -> None:
        """Load a page; forgets what this origin has stored before."""
        self.resize(width, height)
        self.driver.execute_cdp_cmd(
            "Storage.clearDataForOrigin", {"origin": self.address, "storageTypes": "local_storage"}
        )
        self.go(path)

    def go(self, path: str) -> None:
        """Load a page as one who has been here before."""
        self.driver.get(self.address + path)

    def resize(self, width: int, height: int = 900) -> None:
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )

    def emulate(self, *, media: str) -> None:
        """Show the page as for ``print``; empty for the screen."""
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media})

    def allow_scripts(self, *, allowed: bool) -> None:
        """Run the pages' own scripts or not, from the next page on."""
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not allowed})

    def run(self, script: str, *arguments: object) -> object:
        return self.driver.execute_script(script, *arguments)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def link(self, text: str) -> WebElement:
        """The first link in the page's main part whose text holds ``text``."""
        return self.driver.find_element(By.XPATH, f"//main//a[contains(., '{text}')]")

    def wait_for(self, part: str) -> None:
        """Wait until the address holds ``part``."""
        WebDriverWait(self.driver, 20).until(lambda driver: part in driver.current_url)

    def violations(self) -> list[str]:
        """What axe finds, as ``rule: element``."""
        found = Axe().run(self.driver)["violations"]
        return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]

    def overflow(self) -> int:
        """Pixels by which the page is wider than the window."""
        return self.run(
            "const root = document.documentElement; return root.scrollWidth - root.clientWidth"
        )

    def requested_hosts(self) -> set[str]:
        """Hosts asked for anything since the visitor came."""
        messages = [json.loads(line)["message"] for line in self._log("performance")]
        return {
            urlsplit(message["params"]["request"]["url"]).netloc
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
            and not message["params"]["request"]["url"].startswith(("data:", "about:"))
        }

    def console_errors(self) -> list[str]:
        """What the console holds, refusals by the content security policy among it."""
        return self._log("browser")

    def _log(self, kind: str) -> list[str]:
        return [entry["message"] for entry in self.driver.get_log(kind)]


@pytest.fixture(scope="session")
def _shared_connections(django_db_setup) -> Iterator[None]:
    """Let a thread of the live server end after its test: Chromium keeps connections open."""
    in_memory = [c for c in connections.all() if c.vendor == "sqlite" and c.is_in_memory_db()]
    for connection in in_memory:
        connection.inc_thread_sharing()
    yield
    for connection in in_memory:
        connection.dec_thread_sharing()


@pytest.fixture(scope="session")
def browser(_shared_connections) -> Iterator[Chrome]:
    profile = tempfile.mkdtemp(prefix="chromium-")
    options = ChromeOptions()
    for argument in (*_ARGUMENTS, f"--user-data-dir={profile}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = Chrome(options=options, service=Service(_DRIVER))
    driver.set_script_timeout(120)
    yield driver
    driver.quit()
    shutil.rmtree(profile, ignore_errors=True)


@pytest.fixture
def visitor(browser, django_db_serialized_rollback, live_server) -> Visitor:
    return Visitor(browser, live_server.url)


@pytest.fixture
def prefecture(visitor) -> Prefecture:
    """An invented prefecture in the database that the live server reads."""
    return invent_prefecture()
