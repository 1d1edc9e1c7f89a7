"""10 MB of prints in a kernel with the output guard on, against off.

Goals: 1.15x with one login, 1.3x with two, 2x with 20.

Whoever sent the cell waits: the time is from sending it until the kernel is idle again.
"""

from __future__ import annotations

import statistics

from kernels import Kernel, running

ROUNDS = 9

SETUP = """
%load_ext nbauth
import nbauth, secrets
line = "2026-11-23 22:45:01 INFO worker-3 finished batch 1234 in 0.53 s"
def prints():
    for _ in range(10_000_000 // (len(line) + 1)):
        print(line)
"""
LOGIN = """
password = secrets.token_urlsafe(9) + '+/"' + secrets.token_urlsafe(9)
nbauth.session().login("https://a{0}.example", nbauth.BasicAuth("ada", password))
"""


def ratio(kernel: Kernel) -> tuple[float, float]:
    """Return the median of the ratios of neighbouring runs, and the least time without the guard."""
    kernel.run("prints()")
    on, off = [], []
    for _ in range(ROUNDS):
        kernel.run("%config NBAuth.guard = True")
        on.append(kernel.run("prints()")[0])
        kernel.run("%config NBAuth.guard = False")
        off.append(kernel.run("prints()")[0])
    return statistics.median(mine / other for mine, other in zip(on, off, strict=True)), min(off)


def main() -> None:
    print("## The output guard: 10 MB of prints\n\n| logins | ratio to the guard off | off, ms |\n|---|---|---|")
    for logins in (1, 2, 20):
        with running() as kernel:
            kernel.run(SETUP + "".join(LOGIN.format(number) for number in range(logins)))
            median, least = ratio(kernel)
            print(f"| {logins} | {median:.2f} | {least * 1e3:.0f} |", flush=True)


if __name__ == "__main__":
    main()
