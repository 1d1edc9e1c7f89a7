"""`%load_ext nbauth` in a kernel that has started, against `import httpx` there. Goal: at most 0.4x.

Nor may it bring in httpx, ipywidgets, anywidget or starlette.
"""

from __future__ import annotations

import statistics

from kernels import running

TIMED = "import time; _a = time.perf_counter()\n{}\nprint(time.perf_counter() - _a)"
LATER = ("httpx", "ipywidgets", "anywidget", "starlette")


def seconds(code: str, rounds: int) -> list[float]:
    """Return how long *code* took, each time in a kernel of its own."""
    times = []
    for _ in range(rounds):
        with running() as kernel:
            times.append(float(kernel.run(TIMED.format(code))[1]))
            if "load_ext" in code:
                _, found = kernel.run(f"import sys; print(*[name for name in {LATER!r} if name in sys.modules])")
                assert not found.strip(), f"%load_ext nbauth imports {found}"
    return times


def main() -> None:
    rounds = 7
    seconds("import httpx", 1), seconds("%load_ext nbauth", 1)  # warms the disk cache
    ours, theirs = [], []
    for _ in range(rounds):
        ours += seconds("%load_ext nbauth", 1)
        theirs += seconds("import httpx", 1)
    ratio = statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))
    print("## %load_ext nbauth in a started kernel\n")
    print(f"{ratio:.2f}x import httpx ({min(ours) * 1e3:.0f} ms against {min(theirs) * 1e3:.0f} ms)")


if __name__ == "__main__":
    main()
