"""The Python of README and CONTRIBUTING runs as it stands, and does what the text says."""

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import nbauth
from nbauth._http import httpx

ROOT = Path(__file__).parent.parent
PLAIN, PLAYGROUND = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
(SCHEME,) = re.findall(r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(), re.S)


def run(code, **environment):
    """Run code in a Python of its own, since it uses the notebook's session; return what it printed."""
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_plain_python():
    """The login is found for its origin, and its token is in nothing that is printed."""
    token = "t0ken+/'with-odd.chars"
    printed = run(PLAIN + "\nprint(session.logins, session)", API_TOKEN=token)

    assert "https://api.example.com: login bearer (bearer)" in printed
    assert token not in printed


def test_playground():
    """401 without a login, 200 with one, and the legs of it; the password stays out."""
    lines = run(PLAYGROUND).splitlines()

    assert ["<Response [401 Unauthorized]>", "<Response [200 OK]>"] == lines[:2]
    assert ["challenge 401 None", "answer 200 Digest "] == [
        re.sub(r"(Digest ).*", r"\1", line) for line in lines[2:]
    ]
    assert "correct horse" not in "".join(lines)


def test_the_scheme_of_the_contributing_guide():
    """The four steps hold: the example signs requests, shows its secret nowhere, and leaves the user's header."""
    module = {"__name__": "nbauth.schemes.example", "__package__": "nbauth.schemes"}
    exec(compile(textwrap.dedent(SCHEME), "CONTRIBUTING.md", "exec"), module)  # noqa: S102 - our own text
    auth = module["ExampleAuth"]("t0ken+/")
    sent = []

    def answer(request):
        sent.append(request.headers.get("X-Example"))
        return httpx.Response(200)

    with nbauth.Session(transport=httpx.MockTransport(answer)) as session:
        session.login("https://api.example.com", auth)
        shown = session.client.get("https://api.example.com/").request
        session.client.get("https://api.example.com/", headers={"X-Example": "mine"})
        session.client.get("https://other.example.com/")

    assert ["t0ken+/", "mine", None] == sent
    assert "t0ken" not in repr((auth, shown.headers, session.history[:]))
