"""``python -m nbauth.playground [--port N]``: run the playground in the foreground until Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from ..errors import MissingExtra
from . import start


def main() -> int:
    """Serve until SIGINT or SIGTERM; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m nbauth.playground", description=__doc__)
    parser.add_argument("--port", type=_port, default=0, help="where to listen; default: a free port")
    port = parser.parse_args().port

    stopped = threading.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: stopped.set())
    try:
        server = start(port)
    except (MissingExtra, OSError) as exc:
        print(f"{exc}\n{getattr(exc, 'hint', '')}".rstrip(), file=sys.stderr)
        return 1
    with server:
        print(f"Playground at {server.url} (second origin: {server.other})")
        print("Made-up users only: never type a real password here. Ctrl-C stops it.", flush=True)
        # In short waits: on Windows a long one does not let a signal through.
        while not stopped.wait(1.0):
            pass
    return 0


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
