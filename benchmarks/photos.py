"""Speed and memory of making pictures safe and of importing photographs."""

import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from django.core.management import call_command
from PIL import Image

from core.names import fold_name
from directory.models import Deputy
from divisions.models import Division

from .dataset import GIVEN, PREFECTURE, SURNAMES

#: as phones make them, 24 megapixels
_LARGE = (6_000, 4_000)
_SMALL = (360, 480)
#: cleans one file in a process of its own and says how much memory that took, in KB; what getrusage
#: says is no less than the parent had
_ALONE = """
import pathlib, re, sys
import django
django.setup()
from files.pictures import clean_picture
def peak():
    return re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]
before = peak()
with open(sys.argv[1], "rb") as file:
    clean_picture(file, sys.argv[1])
print(before, peak())
"""


def _picture(size: tuple[int, int], **options: object) -> bytes:
    """Return a JPEG of noise scaled up, about as hard to compress as a photograph."""
    noise = Image.frombytes("RGB", (48, 64), random.randbytes(48 * 64 * 3))  # noqa: S311
    file = io.BytesIO()
    noise.resize(size, Image.Resampling.BICUBIC).save(file, "JPEG", quality=90, **options)
    return file.getvalue()


def _write_archive(path: Path, count: int) -> None:
    """Store ``count`` invented deputies and write an archive of their photographs, one large."""
    call_command("load_divisions", verbosity=0)
    place = Division.objects.by_code(PREFECTURE)
    names: set[str] = set()
    while len(names) <= count:
        names.add(random.choice(SURNAMES) + "".join(random.choices(GIVEN, k=2)))  # noqa: S311
    different = {fold_name(name): name for name in sorted(names)}
    with zipfile.ZipFile(path, "w") as archive:
        for number, name in enumerate(different.values()):
            Deputy.objects.create(name=name, division=place)
            size = _SMALL if number else _LARGE
            archive.writestr(f"{number:03}{name}.jpg", _picture(size))


def run(size: int) -> list[list[str]]:
    """Return a table of ``size`` small photographs and a large one, imported twice."""
    table = [["图片", "张", "秒", "张/秒", "内存峰值（MB）", "结果"]]
    with tempfile.TemporaryDirectory() as folder:
        path, report = Path(folder) / "photos.zip", Path(folder) / "report.json"
        table += _alone(Path(folder))
        _write_archive(path, size)
        for label in ("导入，第一次", "导入，第二次"):
            started = time.perf_counter()
            call_command(
                "import_photos", str(path), division=PREFECTURE, report=str(report), verbosity=0
            )
            seconds = time.perf_counter() - started
            summary = json.loads(report.read_text("utf-8"))["summary"]
            total = summary.pop("total")
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            outcomes = "，".join(f"{name} {count:,}" for name, count in summary.items() if count)
            table.append(
                [label, f"{total:,}", f"{seconds:.1f}", f"{total / seconds:.1f}", str(peak),
                 outcomes]
            )  # fmt: skip
    return table


def _alone(folder: Path) -> list[list[str]]:
    """Return rows of single large pictures made safe, each in a process of its own."""
    rows = []
    for label, options in (("2400 万像素", {}), ("2400 万像素，渐进式", {"progressive": True})):
        path = folder / "large.jpg"
        path.write_bytes(_picture(_LARGE, **options))
        started = time.perf_counter()
        answer = subprocess.run(  # noqa: S603 - our own code
            [sys.executable, "-c", _ALONE, str(path)], check=True, capture_output=True, text=True
        )
        seconds = time.perf_counter() - started
        before, peak = (int(number) // 1024 for number in answer.stdout.split())
        rows.append(
            [label, "1", f"{seconds:.1f}", "—", str(peak), f"其中图片 {peak - before} MB；含启动"]
        )
    return rows
