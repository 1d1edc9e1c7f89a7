"""`import nbauth` against `import httpx`, each in processes of their own. Goal: at most 0.2x."""

from __future__ import annotations

import statistics
import subprocess
import sys

TIMED = "import time; a = time.process_time(); import {}; print(time.process_time() - a)"


def seconds(module: str) -> float:
    """Return the CPU seconds that an import takes in a fresh process."""
    run = subprocess.run([sys.executable, "-c", TIMED.format(module)], capture_output=True, text=True, check=True)
    return float(run.stdout)


def main() -> None:
    for module in ("httpx", "nbauth"):
        seconds(module)  # warms the disk cache
    ratios, ours, theirs = [], [], []
    for _ in range(15):
        ours.append(seconds("nbauth"))
        theirs.append(seconds("httpx"))
        ratios.append(ours[-1] / theirs[-1])
    print("## import nbauth\n")
    least = f"{min(ours) * 1e3:.1f} ms against {min(theirs) * 1e3:.0f} ms"
    print(f"{statistics.median(ratios):.3f}x import httpx ({least})")


if __name__ == "__main__":
    main()
