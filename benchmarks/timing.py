"""How long calls take."""

import statistics
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

Asked = TypeVar("Asked")

#: calls behind a percentile
REPEATS = 200


def percentiles(call: Callable[[Asked], object], asked: Iterable[Asked]) -> tuple[str, str]:
    """Call with each of ``asked``; return p50 and p95 in milliseconds, as texts."""
    times = []
    for each in asked:
        started = time.perf_counter()
        call(each)
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    return f"{statistics.median(times):.1f}", f"{times[int(len(times) * 0.95) - 1]:.1f}"


def verdict(is_met: bool) -> str:
    """Return what a table says of a limit."""
    return "是" if is_met else "**否**"
