"""How long calls take."""

import statistics
import time
from collections.abc import Callable, Iterable

#: calls behind a percentile
REPEATS = 200


def percentiles(call: Callable[[str], object], texts: Iterable[str]) -> tuple[str, str]:
    """Call with each of ``texts``; return p50 and p95 in milliseconds, as texts."""
    times = []
    for text in texts:
        started = time.perf_counter()
        call(text)
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    return f"{statistics.median(times):.1f}", f"{times[int(len(times) * 0.95) - 1]:.1f}"
