"""The output guard in a real kernel: each way in which a notebook shows something, and nothing of a secret in it.

The rows' names are those of the channels that leak without it.
"""

from __future__ import annotations

import json
import os

import pytest
from jupyter_client.manager import KernelManager
from wire.canary import CANARY, leaks

pytestmark = pytest.mark.filterwarnings("ignore")  # jupyter_client's and the kernel's own

SECONDS = 60

START = """
%load_ext nbauth
import os, nbauth
secret = os.environ.pop("NBAUTH_TEST_SECRET")
nbauth.session().login("https://a.example", nbauth.BasicAuth("ada", secret), name="kept")
class Shows:
    def __repr__(self): return f"<{secret}>"
    def _repr_html_(self): return f"<p>{secret}</p>"
def fails(value):
    local = value
    raise ValueError(value)
"""

ROWS = {
    "the last expression of a cell": "secret",
    "print": "print('a', secret, 'b')",
    "print in two pieces": "import sys\nfor part in (secret[:5], secret[5:]):\n    print(part, end='', flush=True)\ndel part",
    "stderr": "import sys\nprint(secret, file=sys.stderr)",
    "!echo": "import shlex\nword = shlex.quote(secret)\n!printf '%s\\n' {word}",
    "a display and its metadata": (
        "from IPython.display import display\n"
        "display({'text/plain': secret, 'application/json': [{secret: 1}]}, metadata={'x': secret}, raw=True)"
    ),
    "an update of a display": (
        "from IPython.display import display\nshown = display('nothing', display_id=True)\nshown.update(Shows())"
    ),
    "a traceback": "fails(secret)",
    "a traceback, %xmode Verbose": "%xmode Verbose\nfails(secret)",
    "a traceback, %xmode Minimal": "%xmode Minimal\nfails(secret)",
    "%tb": "%xmode Context\n%tb",
    "a question mark": "secret?",
    "%whos": "%whos",
    "%env": "%env NBAUTH_X={secret}",
    "a warning": "import warnings\nwarnings.warn(secret)",
    "a log": "import logging\nlogging.getLogger('some.library').warning('%s', secret)",
    "a table": "import collections\ncollections.OrderedDict(Authorization=secret, other=Shows())",
    "pandas of headers": "import pandas\npandas.DataFrame({'value': ['Bearer ' + secret, 'cut off after fifty characters, in its middle ' + secret]})",
    "what Shift-Tab cuts": "import reprlib\nprint(reprlib.repr(secret * 9))",
    "widgets.HTML": "import ipywidgets\nipywidgets.HTML(secret)",
    "widgets.Text, changed": "import ipywidgets\nbox = ipywidgets.Text()\nbox.value = secret\nbox",
    "widgets.Output": (
        "import ipywidgets\nout = ipywidgets.Output()\nout.append_stdout(secret)\n"
        "out.append_display_data(Shows())\nwith out:\n    print(secret)\nout"
    ),
    "widgets.Output, holding an error": "out = ipywidgets.Output()\nwith out:\n    fails(secret)",
    "%%capture": "%%capture said\nprint(secret)",
    "what was captured": "said.show()",
    "what a thread prints": (
        "import threading\nthread = threading.Thread(target=print, args=(secret,))\nthread.start()\nthread.join()"
    ),
    "what a child process prints": "import os\nif not os.fork():\n    print(secret, flush=True)\n    os._exit(0)\nos.wait()",
    "await": "import asyncio\nawait asyncio.sleep(0)\nprint(secret)",
}

REQUESTS = {
    "inspect_request": lambda client: client.inspect("secret"),
    "complete_request": lambda client: client.complete("secret"),
    "history_request": lambda client: client.history(raw=True, output=True, hist_access_type="tail", n=100),
}


class Kernel:
    """A kernel, and all that it ever sent."""

    def __init__(self, client) -> None:
        self._client = client
        self._last = []

    def run(self, code, **options):
        """Run a cell; return its messages of all channels, the reply last."""
        return self._until_idle(self._client.execute(code, allow_stdin=False, **options))

    def ask(self, request):
        return self._until_idle(REQUESTS[request](self._client))

    def prompt(self, code):
        """Run a cell that asks; return what it asks, and answer."""
        request = self._client.execute(code, allow_stdin=True)
        asked = self._client.get_stdin_msg(timeout=SECONDS)
        self._client.input("")
        self._until_idle(request)
        return asked["content"]["prompt"]

    def wait_for(self, kind):
        """Return the next message of a kind that comes by itself, or has come with the last cell."""
        for message in self._last:
            if message["header"]["msg_type"] == kind:
                return text([message])
        while True:
            message = self._client.get_iopub_msg(timeout=SECONDS)
            if message["header"]["msg_type"] == kind:
                return text([message])

    def _until_idle(self, request):
        said = self._last = []
        while True:
            message = self._client.get_iopub_msg(timeout=SECONDS)
            said.append(message)
            is_ours = message["parent_header"].get("msg_id") == request
            if is_ours and message["content"].get("execution_state") == "idle":
                said.append(self._client.get_shell_msg(timeout=SECONDS))
                return said


@pytest.fixture(scope="module")
def kernel():
    manager = KernelManager(kernel_name="python3", transport_encryption="auto")
    # Under pytest a kernel would not watch its file descriptors.
    env = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    manager.start_kernel(env={**env, "NBAUTH_TEST_SECRET": CANARY, "JUPYTER_PREFER_ENV_PATH": "1"})
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=SECONDS)
        kernel = Kernel(client)
        assert "ok" == kernel.run(START)[-1]["content"]["status"]
        yield kernel
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()


def text(messages):
    parts = ([each["content"], each["metadata"], *map(bytes, each["buffers"])] for each in messages)
    return json.dumps(list(parts), ensure_ascii=False, default=repr)


@pytest.mark.parametrize("row", ROWS)
def test_no_message_holds_the_secret(kernel, row):
    """In no encoding, in no message of any channel; its name is there where it would be."""
    said = text(kernel.run(ROWS[row]))

    assert [] == leaks(said, CANARY)
    if row != "%%capture":
        assert "{{kept_password}}" in said


def test_a_write_past_python(kernel):
    """Straight to the file descriptor, as C code does: it comes by a pipe, some time later."""
    kernel.run("import os\nos.write(1, b'<' + secret.encode() + b'>\\n')")
    said = kernel.wait_for("stream")

    assert [] == leaks(said, CANARY)
    assert "<{{kept_password}}>" in said


def test_the_prompt_of_input(kernel):
    """It goes to the front end on a channel of its own."""
    prompt = kernel.prompt("input(secret)")

    assert "{{kept_password}}" == prompt


@pytest.mark.parametrize("request_type", REQUESTS)
def test_no_other_reply_holds_the_secret(kernel, request_type):
    kernel.run("secret", store_history=True)
    said = kernel.ask(request_type)

    assert request_type.replace("request", "reply") == said[-1]["header"]["msg_type"]
    assert [] == leaks(text(said), CANARY)


def test_a_cell_that_asks_for_a_value(kernel):
    """user_expressions of a front end: their values stand in the reply."""
    said = text(kernel.run("1", user_expressions={"x": "secret"}))

    assert [] == leaks(said, CANARY)
    assert "{{kept_password}}" in said


def test_the_order_of_a_cells_outputs(kernel):
    """What is kept back comes before what follows it, in every mixture."""
    said = kernel.run(
        "import sys\nfrom IPython.display import display\n"
        "print('1', end='')\ndisplay('2')\nprint('3', end='', flush=True)\n"
        "print('4', end='', file=sys.stderr, flush=True)\nprint('5', end='')\n'6'"
    )
    shown = [each["content"].get("text") or each["content"].get("data", {}).get("text/plain") for each in said]

    assert ["1", "'2'", "3", "4", "5", "'6'"] == [one for one in shown if one]


def test_switched_off_the_secret_is_there(kernel):
    """So that the tests above can fail; %auth list says which it is."""
    try:
        kernel.run("%config NBAuth.guard = False")
        said = [text(kernel.run(ROWS[row])) for row in ("print", "a traceback", "widgets.HTML", "a question mark")]
        told = text(kernel.run("%auth list"))
    finally:
        kernel.run("%config NBAuth.guard = True")

    assert [] == [each for each in said if not leaks(each, CANARY)]
    assert "output guard: off" in told
    assert "output guard: on" in text(kernel.run("%auth list"))


def test_unloaded_it_is_gone(kernel):
    """The last test: it forgets the login."""
    kernel.run("%unload_ext nbauth")
    try:
        said = kernel.run(
            "type(get_ipython().kernel.session.send).__name__, 'send' in vars(get_ipython().kernel.session)"
        )
        assert "('method', False)" in text(said)
    finally:
        kernel.run(
            "%load_ext nbauth\nnbauth.session().login('https://a.example', nbauth.BasicAuth('ada', secret), name='kept')"
        )
