"""How much memory a stretch of work takes, in MB."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")
#: what is written to clear_refs to begin a new peak, see proc(5)
_NEW_PEAK = "5"


@contextmanager
def peak_memory() -> Iterator[list[int]]:
    """Fill a list with the highest resident memory of this process inside, all of it."""
    peaks: list[int] = []
    _CLEAR.write_text(_NEW_PEAK)
    yield peaks
    found = re.search(r"VmHWM:\s+(\d+)", _STATUS.read_text())
    peaks.append(int(found[1]) // 1024 if found else 0)
