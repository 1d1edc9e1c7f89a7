"""Forms in a real kernel: what the page sends is handled after a cell, or during it on a subshell, and never lost."""

from __future__ import annotations

import pytest
from kernels.kernel import running_kernel

FORM = """\
from nbauth import playground
server = playground.start()
site = server.url
server.users["ada"] = "correct horse"
form = session.form(site, "basic")
print(form.model_id)"""

LOG_IN = {"do": "login", "scheme": "basic", "values": {"username": "ada"}, "secrets": {"password": 0}}


def seen(kernel, model):
    """Show the widget in a page that speaks on a subshell, as JupyterLab does, and return the subshell.

    ipykernel 7.4 hands a message to the shell that the widget has answered last, which is this one then.
    """
    subshell = kernel.subshell()
    kernel.comm(model, {"do": "hello", "view": "v"}, subshell=subshell)
    kernel.run("pass")
    return subshell


@pytest.fixture(params=["6.31", "7."])
def kernel(request, server, tmp_path):
    with running_kernel(request.param, "nothing", server.url, tmp_path) as kernel:
        yield kernel


def test_a_submit_behind_a_running_cell(kernel):
    """It is handled when the cells that were sent before it are done; those behind it have the login."""
    model = kernel.value(FORM)
    site = kernel.value("site").strip("'")
    (running,) = kernel.send("import time; time.sleep(1); print(list(session.logins))")
    kernel.comm(model, {**LOG_IN, "origin": site}, "correct horse")
    behind = kernel.run("print(list(session.logins), session.client.get(f'{site}/basic').status_code)")
    kernel.ended([running])

    assert "[]" == running.said.strip()
    assert "['basic'] 200" == behind[0].said.strip()


def test_a_submit_during_a_cell(server, tmp_path):
    """On a subshell, in its own thread, while the main thread is busy; the cell itself sees the login come."""
    with running_kernel("7.", "nothing", server.url, tmp_path) as kernel:
        model = kernel.value(f"{FORM}\nimport threading, time\nthreads = []\n"
                             "form = form.on_ready(lambda login: threads.append(threading.current_thread()))")  # fmt: skip
        site = kernel.value("site").strip("'")
        subshell = seen(kernel, model)
        (cell,) = kernel.send(
            "while not threads: time.sleep(0.01)\nprint(threads[0] is threading.main_thread(), list(session.logins))"
        )
        kernel.comm(model, {**LOG_IN, "origin": site}, "correct horse", subshell=subshell)
        kernel.ended([cell])

        assert "False ['basic']" == cell.said.strip()


def test_a_401_that_is_answered_on_a_subshell(server, tmp_path):
    """The response becomes the answer while another cell runs."""
    with running_kernel("7.", "nothing", server.url, tmp_path) as kernel:
        kernel.value(FORM.replace('form = session.form(site, "basic")', "").replace("print(form.model_id)", ""))
        site = kernel.value("site").strip("'")
        model = kernel.value(
            "from nbauth.widgets.answer import Answer\nfrom nbauth.wire.answer import unanswered\n"
            "r = session.client.get(f'{site}/basic')\n"
            "answer = Answer(lambda: unanswered(r), lambda: {'text/plain': str(r)}, 'cell')\nprint(answer.model_id)"
        )
        subshell = seen(kernel, model)
        (cell,) = kernel.send("import time\nwhile r.status_code != 200: time.sleep(0.01)\nprint(r.json()['user'])")
        kernel.comm(model, {**LOG_IN, "origin": site}, "correct horse", subshell=subshell)
        kernel.ended([cell])

        assert "ada" == cell.said.strip()
