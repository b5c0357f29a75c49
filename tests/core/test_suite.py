"""What a test run itself promises: real data are counted, nothing is passed over in silence."""

import os
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

ROOT = settings.ROOT
SAMPLE = """
import pytest

def test_plain():
    pass

@pytest.mark.real_data
def test_reads(shared_data):
    assert shared_data.is_dir()
"""
SKIPPING = """
import pytest

@pytest.mark.skip(reason="no browser")
def test_skipped():
    pass
"""


@pytest.fixture
def run(tmp_path):
    """Run pytest over one file beside a copy of our conftest."""
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n    real_data\n")

    def run_pytest(code: str, *arguments: str, data: str) -> subprocess.CompletedProcess:
        (tmp_path / "test_sample.py").write_text(code)
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *arguments], cwd=tmp_path,
            env={
                "PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
                "DJANGO_SETTINGS_MODULE": "config.settings.test", "SHARED_DATA": data,
            },
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    return run_pytest


@pytest.mark.parametrize("arguments", [[], ["--numprocesses=2"]])
def test_what_reads_the_data_folder_is_counted(run, tmp_path, arguments):
    result = run(SAMPLE, *arguments, data=str(tmp_path))

    assert result.returncode == 0, result.stdout
    assert "real_data: 1 ran\n" in result.stdout
    assert "2 passed" in result.stdout


@pytest.mark.parametrize("arguments", [[], ["--numprocesses=2"]])
def test_a_missing_data_folder_is_said_aloud(run, tmp_path, arguments):
    result = run(SAMPLE, *arguments, data=str(tmp_path / "missing"))

    assert result.returncode == 0, result.stdout
    assert f"real_data: 0 ran — NO DATA at {tmp_path / 'missing'}" in result.stdout
    assert "1 passed" in result.stdout


@pytest.mark.parametrize("arguments", [[], ["--numprocesses=2"]])
def test_a_skipped_test_fails_the_run(run, tmp_path, arguments):
    result = run(SKIPPING + SAMPLE, *arguments, data=str(tmp_path))

    assert result.returncode == 1
    assert "skipped tests count as failed" in result.stdout
