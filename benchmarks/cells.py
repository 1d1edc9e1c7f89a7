"""A `%%http` cell against the same request by others, as whoever sends the cell waits for it.

Goals: at most 1.3x `client.get(...)` in a cell; faster than restmagic, `!curl` and HTTPie; and in the kernel at
most 300 microseconds over the request and one display. Contenders take turns, each in a kernel of its own, so that
nothing that one of them loads slows another.
"""

from __future__ import annotations

import contextlib
import random
import statistics
from collections.abc import Sequence

import server
from kernels import running

SETUP = {
    "client.get": "import httpx; client = httpx.Client(); url = {url!r}; client.get(url)",
    "%%http": "%load_ext nbauth\nurl = {url!r}\nget_ipython().run_cell_magic('http', '', 'GET {url}');",
    "restmagic": "%load_ext restmagic\nurl = {url!r}",
    "!curl": "url = {url!r}",
    "HTTPie": "url = {url!r}",
}
CELLS = {
    "client.get": "client.get(url)",
    "%%http": "%%http\nGET {{url}}",
    "restmagic": "%%rest\nGET $url",
    "!curl": "!curl -s $url",
    "HTTPie": "!http --ignore-stdin GET $url",
}

IN_KERNEL = """
import time
from IPython.display import HTML, display
import nbauth
ip, client = get_ipython(), nbauth.session().client

def cell():
    display(ip.run_cell_magic("http", "", "GET {{url}}\\n"))

def by_hand():
    display(client.get(url))

def with_a_line():
    client.get(url)
    display(HTML("<p>200 OK</p>"))

def microseconds(call, count=100):
    begun = time.process_time()
    for _ in range(count):
        call()
    return (time.process_time() - begun) / count * 1e6

calls = (cell, by_hand, with_a_line)
[microseconds(call, 20) for call in calls]
rounds = [[microseconds(call) for call in calls] for _ in range(9)]
print(*(sorted(each[0] - each[at] for each in rounds)[4] for at in (1, 2)))
"""


def taking_turns(url: str, names: Sequence[str], turns: int) -> None:
    """Print the medians of these contenders. Kernels of others, idle as they are, would disturb them."""
    times: dict[str, list[float]] = {name: [] for name in names}
    with contextlib.ExitStack() as stack:
        kernels = {name: stack.enter_context(running()) for name in names}
        for name, kernel in kernels.items():
            kernel.run(SETUP[name].format(url=url))
            for _ in range(3):
                kernel.run(CELLS[name])
        order = list(names)
        for _ in range(turns):
            random.shuffle(order)
            for name in order:
                times[name].append(kernels[name].run(CELLS[name])[0])
    print("| | median, ms | ratio to client.get |\n|---|---|---|")
    base = statistics.median(times["client.get"])
    for name, took in times.items():
        median = statistics.median(took)
        print(f"| {name} | {median * 1e3:.1f} | {median / base:.2f} |")


def main() -> None:
    with server.running() as host:
        url = f"{host}/basic"
        print("## A cell of one GET\n")
        taking_turns(url, ("client.get", "%%http", "restmagic"), 400)
        print()
        taking_turns(url, ("client.get", "%%http", "!curl", "HTTPie"), 10)
        with running() as kernel:
            kernel.run(SETUP["%%http"].format(url=url))
            _, added = kernel.run(IN_KERNEL)
    over_card, over_line = map(float, added.split())
    print("\nin the kernel, microseconds of CPU")
    print(f"  over session.client.get and the display of its response: {over_card:.0f}")
    print(f"  over session.client.get and the display of a line of HTML: {over_line:.0f}")


if __name__ == "__main__":
    main()
