"""The commands a newcomer types: what they say when something is missing."""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.ROOT


def fake_python(folder: Path, name: str, *, version: str, has_venv: bool) -> None:
    """An interpreter that reports ``version`` and refuses to import venv where it has none."""
    major, minor = version.split(".")
    code = f"""#!/bin/sh
case $2 in
    *print*) echo {version} ;;
    *sys.exit*) [ {major} -gt 3 ] || [ {minor} -ge 11 ] ;;
    *ensurepip*) {"true" if has_venv else "false"} ;;
    *) echo "made with {name}" ;;
esac
"""
    path = folder / name
    path.write_text(code)
    path.chmod(path.stat().st_mode | stat.S_IEXEC)


@pytest.fixture
def clone(tmp_path):
    """A folder with the bootstrap script alone, and a PATH that holds no Python."""
    (tmp_path / "bin").mkdir()
    shutil.copy(ROOT / "bin" / "bootstrap", tmp_path / "bin")
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("sh", "dirname", "cmp", "grep", "tee", "tail", "cp"):
        (tools / tool).symlink_to(shutil.which(tool))
    return tmp_path


def bootstrap(clone: Path, **variables: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [clone / "bin" / "bootstrap"], env={"PATH": str(clone / "tools")} | variables,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_without_python_one_line_names_the_package(clone):
    result = bootstrap(clone)

    assert result.returncode == 1
    assert result.stderr == "没有找到 Python，请先安装：apt install python3-venv\n"


def test_an_old_python_is_named_with_the_package_to_install(clone):
    fake_python(clone / "tools", "python3", version="3.10", has_venv=True)

    result = bootstrap(clone)

    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "3.10 太旧" in result.stderr
    assert "apt install python3.11-venv" in result.stderr


def test_a_missing_venv_module_is_named_for_the_python_that_lacks_it(clone):
    fake_python(clone / "tools", "python3", version="3.12", has_venv=False)

    result = bootstrap(clone)

    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "apt install python3.12-venv" in result.stderr


def test_the_first_python_that_fits_is_taken(clone):
    fake_python(clone / "tools", "python3", version="3.10", has_venv=True)
    fake_python(clone / "tools", "python3.11", version="3.11", has_venv=False)
    fake_python(clone / "tools", "python3.13", version="3.13", has_venv=True)

    result = bootstrap(clone)

    assert "made with python3.13" in result.stdout


def test_a_python_given_by_name_is_taken(clone):
    fake_python(clone / "tools", "python3", version="3.11", has_venv=True)
    fake_python(clone / "tools", "mine", version="3.12", has_venv=True)

    result = bootstrap(clone, PYTHON="mine")

    assert "made with mine" in result.stdout


def test_failing_pip_is_reported_and_tried_again_next_time(clone):
    python = clone / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\ncase "$*" in *install*) echo no network; exit 1 ;; esac\n')
    python.chmod(0o755)
    (clone / "requirements.txt").write_text("wagtail==8.0.1 \\\n    --hash=sha256:0\n")

    results = [bootstrap(clone), bootstrap(clone)]

    for result in results:
        assert result.returncode == 1
        assert "no network" in result.stderr
        assert "安装失败" in result.stderr


def test_packages_are_installed_once_until_the_list_changes(clone):
    python = clone / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\nexit 0\n")
    python.chmod(0o755)
    requirements = clone / "requirements.txt"
    requirements.write_text("wagtail==8.0.1\n")

    first, second = bootstrap(clone), bootstrap(clone)
    requirements.write_text("wagtail==8.0.2\n")
    third = bootstrap(clone)

    assert "requirements.txt" in first.stdout
    assert (second.returncode, second.stdout) == (0, "")
    assert "requirements.txt" in third.stdout


def test_tests_name_the_missing_database_server(tmp_path):
    script = tmp_path / "with-postgresql"
    text = (ROOT / "bin" / "with-postgresql").read_text("utf-8")
    script.write_text(text.replace("/usr/lib/postgresql", str(tmp_path)))

    result = subprocess.run(
        ["bash", script, "true"], env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip

    assert result.returncode == 1
    assert "apt install postgresql" in result.stderr


def test_a_database_server_that_is_given_is_used():
    url = "postgres://somewhere/else"

    result = subprocess.run(
        [ROOT / "bin" / "with-postgresql", "printenv", "TEST_DATABASE_URL"],
        env={"PATH": os.environ["PATH"], "TEST_DATABASE_URL": url},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert result.stdout.strip() == url


def test_a_private_database_server_is_removed_with_its_command():
    code = "import os, psycopg; print(psycopg.connect(os.environ['TEST_DATABASE_URL']).info.port)"

    result = subprocess.run(
        [ROOT / "bin" / "with-postgresql", sys.executable, "-c", f"{code}; raise SystemExit(7)"],
        cwd=ROOT, env={"PATH": os.environ["PATH"]},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert result.returncode == 7, result.stderr
    assert int(result.stdout) > 1023
    assert f"port={result.stdout.strip()}" not in running_postgres()


def running_postgres() -> str:
    """The command lines of every database server on this machine."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_text().replace("\0", " "))
        except OSError:
            continue
    return "\n".join(line for line in lines if "postgres" in line)


def test_help_lists_every_command():
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)

    result = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert all(f"make {target} " in result.stdout for target in targets)


def test_requirements_name_no_index_and_no_path():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")

        assert "index-url" not in text
        assert "find-links" not in text
        assert "file:" not in text
        assert str(Path.home()) not in text
        pinned = re.findall(r"^[a-z0-9][^ ]*", text, re.MULTILINE | re.IGNORECASE)
        assert all("==" in package for package in pinned)
        assert text.count("--hash=sha256:") >= len(pinned)


def test_every_direct_dependency_says_why_it_is_there():
    for name in ("requirements.in", "requirements-dev.in"):
        lines = (ROOT / name).read_text("utf-8").splitlines()
        direct = [line for line in lines if line and not line.startswith(("#", "-"))]

        assert all(re.search(r"\s# \w", line) for line in direct), name


def test_the_pinned_packages_need_no_other():
    """They are installed without resolving, so a dependency that is not pinned would be missing."""
    result = subprocess.run(
        [sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stdout
