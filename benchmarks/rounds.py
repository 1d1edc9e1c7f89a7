"""Interleaved runs: contenders take turns in shuffled rounds, and each is compared within its round."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Mapping

Contenders = Mapping[str, Callable[[], object]]


def interleaved(contenders: Contenders, *, rounds: int, calls: int) -> dict[str, list[tuple[float, float]]]:
    """Return per contender its (wall, CPU) seconds per call, one pair a round."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
    order = list(contenders)
    for name in order:
        for _ in range(max(3, calls // 5)):
            contenders[name]()
    for _ in range(rounds):
        random.shuffle(order)
        for name in order:
            call = contenders[name]
            wall, cpu = time.perf_counter(), time.process_time()
            for _ in range(calls):
                call()
            times[name].append(((time.perf_counter() - wall) / calls, (time.process_time() - cpu) / calls))
    return times


def table(times: dict[str, list[tuple[float, float]]], base: str) -> str:
    """Return a Markdown table of the medians of per-round ratios to *base*."""
    lines = [f"| | time, ratio to {base} | CPU ratio | CPU, microseconds (least) |", "|---|---|---|---|"]
    for name, pairs in times.items():
        wall = statistics.median(mine[0] / other[0] for mine, other in zip(pairs, times[base], strict=True))
        cpu = statistics.median(mine[1] / other[1] for mine, other in zip(pairs, times[base], strict=True))
        least = min(pair[1] for pair in pairs) * 1e6
        lines.append(f"| {name} | {wall:.2f} | {cpu:.2f} | {least:.0f} |")
    return "\n".join(lines)
