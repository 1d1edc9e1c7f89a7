"""``python -m nbauth.playground``."""

from __future__ import annotations

import re
import signal
import subprocess
import sys

import pytest

from nbauth._http import httpx

COMMAND = [sys.executable, "-m", "nbauth.playground"]


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_stop(signum):
    """It prints its URL and the warning, serves, and ends with 0 on Ctrl-C or SIGTERM."""
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        url = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())[0]
        assert "never type a real password here" in process.stdout.readline()
        assert httpx.get(f"{url}/basic", auth=("ada", "correct horse")).status_code == 200
        process.send_signal(signum)
        rest = process.communicate(timeout=20)

    assert (rest, process.returncode) == (("", ""), 0)


def test_a_port_that_is_taken_is_said_in_one_line(server):
    """No traceback, status 1."""
    port = str(httpx.URL(server.url).port)
    done = subprocess.run([*COMMAND, "--port", port], capture_output=True, text=True, timeout=30)

    assert done.returncode == 1
    assert re.fullmatch(rf".*127\.0\.0\.1:{port}.*\n", done.stderr)


@pytest.mark.parametrize("port", ["65536", "-1", "x"])
def test_a_port_is_a_number(port):
    """Checked before anything starts."""
    done = subprocess.run([*COMMAND, f"--port={port}"], capture_output=True, text=True, timeout=30)

    assert (done.returncode, "0 to 65535" in done.stderr) == (2, True)
