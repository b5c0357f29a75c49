"""What every test shares: the data folder beside the project, and the count of what read it."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data; tests that ask for it carry ``@pytest.mark.real_data``."""
    return settings.SHARED_DATA


@pytest.fixture(autouse=True)
def _empty_cache():
    """Start from an empty cache: keys go by ids, and ids come again after a rollback."""
    cache.clear()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Put the browser's folder last, for it empties the tables that migrations filled.

    Leave out what needs the data folder where there is none.
    """
    items.sort(key=lambda item: "browser" in item.path.parts)
    if settings.SHARED_DATA.is_dir():
        return
    without = [item for item in items if item.get_closest_marker("real_data")]
    if without:
        config.hook.pytest_deselected(items=without)
        items[:] = [item for item in items if item not in without]


def pytest_terminal_summary(terminalreporter):
    """Say how many tests read the data folder, and loudly where it is missing."""
    ran = {
        report.nodeid
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call" and "real_data" in report.keywords
    }
    missing = "" if settings.SHARED_DATA.is_dir() else f" — NO DATA at {settings.SHARED_DATA}"
    terminalreporter.write_line(f"real_data: {len(ran)} ran{missing}")


def pytest_sessionfinish(session):
    """A skipped test fails the run: whatever is missing has to be installed, not passed over."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line("skipped tests count as failed", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure():
    """Remove the temporary folder that the test settings made."""
    shutil.rmtree(settings.SCRATCH, ignore_errors=True)
