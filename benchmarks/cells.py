"""A `%%http` cell against the same request by others, as whoever sends the cell waits for it.

Goals: at most 1.3x `client.get(...)` in a cell; faster than restmagic, `!curl` and HTTPie; and in the kernel at
most 300 microseconds over the request and one display. Contenders take turns, each in a kernel of its own, so that
nothing that one of them loads slows another.
"""

from __future__ import annotations

import contextlib
import random
import statistics

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
SLOW = ("!curl", "HTTPie")

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


def main() -> None:
    times: dict[str, list[float]] = {name: [] for name in CELLS}
    with server.running() as host, contextlib.ExitStack() as stack:
        url = f"{host}/basic"
        kernels = {name: stack.enter_context(running()) for name in CELLS}
        for name, kernel in kernels.items():
            kernel.run(SETUP[name].format(url=url))
            for _ in range(3):
                kernel.run(CELLS[name])
        for turn in range(400):
            order = [name for name in CELLS if name not in SLOW or turn % 80 == 0]
            random.shuffle(order)
            for name in order:
                times[name].append(kernels[name].run(CELLS[name])[0])
        _, added = kernels["%%http"].run(IN_KERNEL)
        over_card, over_line = map(float, added.split())
    print("## A cell of one GET\n\n| | median, ms | ratio to client.get |\n|---|---|---|")
    base = statistics.median(times["client.get"])
    for name, took in times.items():
        median = statistics.median(took)
        print(f"| {name} | {median * 1e3:.1f} | {median / base:.2f} |")
    print("\nin the kernel, microseconds of CPU")
    print(f"  over session.client.get and the display of its response: {over_card:.0f}")
    print(f"  over session.client.get and the display of a line of HTML: {over_line:.0f}")


if __name__ == "__main__":
    main()
