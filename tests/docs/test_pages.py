"""Each snippet of the README and of docs/ runs as it stands, or is listed here with why it does not."""

from __future__ import annotations

import subprocess
import sys
import tomllib

import pytest
import yaml
from docs.page_kernel import page_kernel
from docs.pages import NAMES, blocks
from wire.canary import leaks

from docs import world as worlds

NOT_RUN = {
    "README.md": {
        "make demo    # runs the first notebook in a real kernel, against a server inside it": "tests/test_demo.py",
    },
    "docs/index.md": {"$ pip install '.[playground]'": "the net"},
    "docs/howto/class.md": {
        "$ pip install '.[playground]' jupyterlab": "the net",
        "$ pip install 'nbauth[playground]'": "the net",
        '$ nbauth lesson new "Tokens"': "it writes a file; tests/lesson does",
        "$ python -m nbauth.playground --port 8000": "it runs until Ctrl-C; tests/playground does",
    },
    "docs/howto/papermill.md": {
        "$ API_TOKEN=... papermill report.ipynb ran.ipynb -p page 2": "papermill is not installed"
    },
    "docs/howto/remote-kernel.md": {
        "$ jupyter kernelspec list": "what it shows is another machine's",
        "$ ssh -R 8000:127.0.0.1:8000 ada@kernel.example.com": "another machine",
    },
    "docs/howto/test.md": {"$ pytest --nbval --nbval-sanitize-with=nbauth/nbval.cfg notebooks": "make test does"},
}
"""The blocks that are not run, by page and first line, and why."""

BEFORE = {
    "README.md": f"user, password = 'ada', {worlds.PASSWORD!r}",
    "docs/forms.md": "%load_ext nbauth\nimport nbauth\nfrom ipywidgets import Output\nsession, out = nbauth.session(), Output()\n",
    "docs/howto/class.md": "from traitlets.config import Config\nc = Config()",
}
"""What a page takes for granted."""

BY_HAND = (
    "docs/forms.md",
    "api_key = key.secret",
    f"key._received(key, {{'do': 'secret', 'view': 'v', 'page': 'p'}}, [memoryview({worlds.KEY!r}.encode())])\n"
    "%auth bearer https://api.example.com --token-from env:API_TOKEN",
)
"""Before this block of this page somebody fills in the forms above; in a browser, tests/e2e does."""

REFUSED = {
    "docs/howto/log-in.md": 2,
    "docs/howto/class.md": 1,
    "docs/reference/cell.md": 1,
}
"""How many exchanges in the history of a page are a 401, since it says so, or has no login."""

TESTS = ("docs/howto/test.md",)
"""Pages whose Python is a file for pytest."""

WITH_CELLS = [name for name in NAMES if name not in TESTS and any(each.kind == "cell" for each in blocks(name))]

STATUSES = "import nbauth\n[each.status for each in nbauth.session().history]"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with worlds.running(tmp_path_factory.mktemp("world")) as running:
        yield running


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_left_out_silently(name):
    """What is not run is listed, and what is listed is there."""
    listed = {each.first for each in blocks(name) if each.kind == "listed"}

    assert set(NOT_RUN.get(name, ())) == listed


@pytest.mark.parametrize("name", WITH_CELLS)
def test_cells(name, world):
    """All cells of a page run in a kernel, one after the other; its secrets are in nothing that the kernel sends."""
    with page_kernel(world) as kernel:
        wrong = [kernel.run(BEFORE.get(name, "pass"))]
        for block in blocks(name):
            if block.kind != "cell":
                continue
            if (name, block.text.strip()) == BY_HAND[:2]:
                wrong.append(kernel.run(BY_HAND[2]))
            said = kernel.run(block.text)
            wrong.append(f"line {block.line}: {said}" if said else "")
        kernel.run(STATUSES)

    assert [] == [each for each in wrong if each]
    assert REFUSED.get(name, 0) == kernel.result.count("401"), kernel.result
    told = "\n".join(kernel.said)
    assert [] == [secret for secret in worlds.SECRETS if leaks(told, secret)]


@pytest.mark.parametrize("name", [name for name in NAMES if any(each.kind == "sh" for each in blocks(name))])
def test_shell(name, world):
    """Its commands end well."""
    for block in blocks(name):
        if block.kind == "sh":
            ran = subprocess.run(
                ["bash", "-euc", block.text],
                cwd=world.folder,
                env=world.environment,
                capture_output=True,
                text=True,
            )
            assert 0 == ran.returncode, f"line {block.line}: {ran.stdout}{ran.stderr}"


@pytest.mark.parametrize("name", TESTS)
def test_tests(name, world):
    """The tests that a page shows are found by pytest, and pass."""
    code = "".join(each.text for each in blocks(name) if each.kind == "cell")
    (world.folder / "test_shown.py").write_text(code)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_shown.py"]
    ran = subprocess.run(command, cwd=world.folder, env=world.environment, capture_output=True, text=True)

    assert f"{code.count('def test_')} passed" in ran.stdout, ran.stdout


def test_files():
    """What a page shows as a file can be read as one."""
    readers = {"yaml": yaml.safe_load, "toml": tomllib.loads}
    read = [readers[each.kind](each.text) for name in NAMES for each in blocks(name) if each.kind in readers]

    assert read and all(isinstance(each, dict) for each in read)


def test_the_netrc_file_of_the_page(tmp_path):
    """It is one."""
    from nbauth.core.netrc import parse_netrc

    (text,) = [each.text for each in blocks("docs/howto/netrc.md") if each.kind == "text"]

    assert ["api.example.com"] == [entry.machine for entry in parse_netrc(text, str(tmp_path))]
