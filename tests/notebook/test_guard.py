"""The output guard, message by message: a real jupyter_client session, and a socket and a clock that are looked into.

What a real kernel sends under it: test_guard_in_a_kernel.py.
"""

from __future__ import annotations

import gc
import json
import os
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jupyter_client.session import Session as JupyterSession
from wire.canary import CANARY, leaks

import nbauth
from nbauth.core import live
from nbauth.notebook import guard as guard_module
from nbauth.notebook.guard import LONGEST, NOTE, SECONDS, Guard


class Loop:
    """A loop whose time passes when a test says so."""

    def __init__(self) -> None:
        self.timers: list[tuple[float, Any]] = []

    def add_callback(self, call):
        call()

    def call_later(self, seconds, call, *args):
        self.timers.append((seconds, lambda: call(*args)))

    def pass_time(self):
        timers, self.timers = self.timers, []
        for seconds, call in timers:
            assert seconds <= SECONDS
            call()


class Socket:
    """What a kernel's publishing socket is for the guard: it sends parts, and has a loop."""

    def __init__(self, session) -> None:
        self.io_loop = Loop()
        self._session = session
        self.sent: list[dict[str, Any]] = []

    def send_multipart(self, parts, copy=True, track=False):
        _, rest = self._session.feed_identities([bytes(part) for part in parts])
        self.sent.append(self._session.deserialize(rest))

    @property
    def texts(self):
        return [(one["content"].get("name"), one["content"].get("text")) for one in self.sent]


@pytest.fixture
def kernel():
    """A session with a guard on it, and a login whose password is the canary."""
    gc.collect()  # sessions of other tests, which the guard would ask too
    session = JupyterSession(key=b"key")
    guard = Guard(session)
    guard.install()
    socket = Socket(session)
    # Some of what the guard sends is sent again to be looked at: not twice the same signature.
    session.digest_history_size = 0
    with nbauth.Session() as ours:
        ours.login("https://a.example", nbauth.BasicAuth("ada", CANARY))
        yield session, socket, ours
        guard.uninstall()


def write(kernel, text, *, name="stdout", parent="cell"):
    session, socket, _ = kernel
    session.send(socket, "stream", {"name": name, "text": text}, parent={"msg_id": parent, "session": "s"})


def publish(kernel, kind, content, *, parent="cell", **more):
    session, socket, _ = kernel
    session.send(socket, kind, content, parent={"msg_id": parent, "session": "s"}, **more)
    return socket.sent[-1]


def test_a_line_that_ends_is_sent_at_once(kernel):
    write(kernel, f"the password is {CANARY}\n")

    assert [("stdout", "the password is {{basic_password}}\n")] == kernel[1].texts


@pytest.mark.parametrize("at", range(1, len(CANARY)))
def test_a_secret_in_two_writes(kernel, at):
    """Wherever it is cut, no piece of it goes out."""
    write(kernel, f"a {CANARY[:at]}")
    write(kernel, f"{CANARY[at:]} b\n")

    assert [("stdout", "a {{basic_password}} b\n")] == kernel[1].texts


def test_a_secret_in_many_writes(kernel):
    for char in f"<{CANARY}>\n":
        write(kernel, char)

    assert "<{{basic_password}}>\n" == "".join(text for _, text in kernel[1].texts)


def test_an_unfinished_line_is_sent_before_the_next_message_of_its_cell(kernel):
    write(kernel, "one")
    publish(kernel, "display_data", {"data": {"text/plain": "two"}, "metadata": {}})
    write(kernel, "three", name="stderr")
    write(kernel, "four")
    publish(kernel, "status", {"execution_state": "idle"})

    shown = [one["content"].get("text") or one["content"].get("data", one["content"]) for one in kernel[1].sent]
    assert ["one", {"text/plain": "two"}, "three", "four", {"execution_state": "idle"}] == shown


def test_an_unfinished_line_waits_a_quarter_of_a_second_at_most(kernel):
    """A prompt or a dot of progress shows, also when nothing follows it; and it shows once."""
    write(kernel, "working ")
    assert [] == kernel[1].sent
    kernel[1].io_loop.pass_time()
    write(kernel, "done\n")
    kernel[1].io_loop.pass_time()

    assert [("stdout", "working "), ("stdout", "done\n")] == kernel[1].texts


def test_cells_do_not_mix(kernel):
    """What a thread of another cell prints keeps its cell and its order."""
    write(kernel, "a1", parent="a")
    write(kernel, "b1\n", parent="b")
    write(kernel, "a2\n", parent="a")

    sent = [(one["parent_header"]["msg_id"], one["content"]["text"]) for one in kernel[1].sent]
    assert [("b", "b1\n"), ("a", "a1a2\n")] == sent


def test_without_a_secret_nothing_is_kept_back(kernel):
    kernel[2].logout()
    write(kernel, "working ")

    assert [("stdout", "working ")] == kernel[1].texts


def test_a_secret_over_several_lines(kernel):
    """A key in PEM: as many lines as it has are kept back."""
    key = "-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END KEY-----"
    kernel[2].vault.add("key", key)
    for line in f"before\n{key}\nafter\n".splitlines(keepends=True):
        write(kernel, line)
    publish(kernel, "status", {"execution_state": "idle"})

    assert "before\n{{key}}\nafter\n" == "".join(one["content"].get("text", "") for one in kernel[1].sent)


@pytest.mark.parametrize("before", range(LONGEST - 20, LONGEST + 20, 3))
def test_a_long_line_is_not_kept_for_ever(kernel, before):
    """Its beginning goes out, and where it is cut no secret is cut."""
    line = f"{'x' * LONGEST}{CANARY}{'y' * before}"
    for at in range(0, len(line), 1000):
        write(kernel, line[at : at + 1000])
    early = "".join(text for _, text in kernel[1].texts)
    publish(kernel, "status", {"execution_state": "idle"})

    assert len(early) >= LONGEST // 2
    whole = "".join(one["content"].get("text", "") for one in kernel[1].sent)
    assert line.replace(CANARY, "{{basic_password}}") == whole


CONTENTS = {
    "display_data": {"data": {"text/plain": CANARY, "text/html": f"<p>{CANARY}</p>"}, "metadata": {CANARY: CANARY}},
    "update_display_data": {"data": {"application/json": {"deep": [{CANARY: CANARY}]}}, "metadata": {}},
    "execute_result": {"data": {"text/plain": repr(CANARY)}, "metadata": {}, "execution_count": 1},
    "error": {"ename": "ValueError", "evalue": CANARY, "traceback": [f"\x1b[31m{CANARY}\x1b[0m"]},
    "execute_reply": {"status": "ok", "payload": [{"source": "page", "data": {"text/plain": CANARY}}]},
    "inspect_reply": {"status": "ok", "found": True, "data": {"text/plain": f"String form: {CANARY}"}},
    "comm_open": {"comm_id": "c", "target_name": "jupyter.widget", "data": {"state": {"value": CANARY}}},
    "comm_msg": {"comm_id": "c", "data": {"method": "update", "state": {"outputs": [{"text": CANARY}]}}},
    "execute_input": {"code": f"x = {CANARY!r}", "execution_count": 1},
    "history_reply": {"history": [[1, 1, CANARY]]},
    "input_request": {"prompt": CANARY, "password": False},
}


@pytest.mark.parametrize("kind", CONTENTS)
def test_every_kind_of_message(kernel, kind):
    """Wherever it stands in a message, in names of members too; what the protocol needs stays as it is."""
    sent = publish(kernel, kind, CONTENTS[kind], metadata={"note": CANARY}, buffers=[f"<{CANARY}>".encode()])

    assert [] == leaks(json.dumps([sent["content"], sent["metadata"]], ensure_ascii=False), CANARY)
    assert b"<{{basic_password}}>" == bytes(sent["buffers"][0])
    for name in ("status", "comm_id", "execution_count", "target_name", "found"):
        assert CONTENTS[kind].get(name) == sent["content"].get(name)


def test_what_has_no_secret_is_the_very_same(kernel):
    content = {"data": {"text/plain": "nothing", "image/png": "aGVsbG8="}, "metadata": {}}
    buffer = b"\x00\xff" * 100
    sent = publish(kernel, "display_data", content, buffers=[buffer])

    assert (content, buffer) == (sent["content"], bytes(sent["buffers"][0]))


@pytest.mark.parametrize("kind", [*CONTENTS, "stream"])
def test_when_redaction_fails_the_message_says_so(kernel, kind, monkeypatch):
    """It never goes out unread, and the kernel goes on: the note is a message that the protocol accepts."""

    def fails(text):
        raise RecursionError("too deep")

    monkeypatch.setattr(live, "redacted", fails)
    monkeypatch.setattr(live, "redacted_data", fails)
    if kind == "stream":
        write(kernel, f"{CANARY}\n")
        sent = kernel[1].sent[-1]
    else:
        sent = publish(kernel, kind, CONTENTS[kind], buffers=[CANARY.encode()])

    said = json.dumps([sent["content"], sent["metadata"]], ensure_ascii=False) + repr(sent["buffers"])
    assert [] == leaks(said, CANARY)
    assert kind == sent["header"]["msg_type"]
    for name in ("status", "comm_id", "execution_count", "name"):
        assert (CONTENTS.get(kind, {"name": "stdout"})).get(name) == sent["content"].get(name)
    if kind in ("stream", "display_data", "execute_result", "error"):
        assert NOTE in said


def test_what_was_printed_before_a_logout_is_redacted(kernel):
    """The password is printed, then forgotten: what is still on its way is looked at before."""
    write(kernel, CANARY)
    kernel[2].logout()

    assert [("stdout", "{{basic_password}}")] == kernel[1].texts


def test_a_socket_without_a_loop_keeps_nothing_back(kernel):
    """The kernel inside a process has none; what it prints cannot wait."""
    del kernel[1].io_loop
    write(kernel, "working ")

    assert [("stdout", "working ")] == kernel[1].texts


def test_in_a_child_process_nothing_is_kept_back(kernel, monkeypatch):
    """A fork has no timers, and its lock may be held by nobody that is left."""
    session, socket, _ = kernel
    guard = session.send.__self__
    monkeypatch.setattr(guard, "_pid", os.getpid() + 1)
    session.check_pid = False
    taken, done = threading.Event(), threading.Event()

    def hold():
        with guard._lock:
            taken.set()
            done.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait()
    try:
        write(kernel, f"{CANARY} and ")
    finally:
        done.set()
        holder.join()

    assert [("stdout", "{{basic_password}} and ")] == socket.texts


def test_off_and_on_again(kernel):
    """Switched off, everything goes out as it is: this also shows that the tests above can fail."""
    guard = kernel[0].send.__self__
    guard.is_on = False
    write(kernel, CANARY)
    guard.is_on = True
    write(kernel, f"{CANARY}\n")

    assert [("stdout", CANARY), ("stdout", "{{basic_password}}\n")] == kernel[1].texts


def test_uninstalled_it_leaves_no_trace():
    session = JupyterSession(key=b"key")
    before = dict(session.__dict__), list(live.before_forgetting)
    guard = Guard(session)
    guard.install()
    guard.uninstall()

    assert before == (dict(session.__dict__), list(live.before_forgetting))
    assert session.send.__func__ is JupyterSession.send


def test_somebody_who_wrapped_it_meanwhile_stays(kernel):
    session, socket, _ = kernel
    guard = session.send.__self__
    inner, calls = session.send, []

    def outer(*args, **options):
        calls.append(1)
        return inner(*args, **options)

    session.send = outer
    guard.uninstall()
    write(kernel, "unfinished")

    assert ([1], [("stdout", "unfinished")]) == (calls, socket.texts)
    del session.send


@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["stdout", "stderr"]), st.text("x\n\r" + CANARY))
    )
)
def test_nothing_is_lost_and_nothing_changes_its_order(writes):
    """For each cell: what was written, in its order, with every secret replaced that is there whole."""
    session = JupyterSession(key=b"key")
    session.digest_history_size = 0
    guard, socket = Guard(session), Socket(session)
    guard.install()
    with nbauth.Session() as ours:
        ours.login("https://a.example", nbauth.BasicAuth("ada", CANARY))
        for parent, name, text in writes:
            write((session, socket, ours), text, name=name, parent=parent)
        guard.uninstall()
        for parent in ("a", "b"):
            runs: list[list[str]] = []
            for one_parent, name, text in writes:
                if one_parent == parent:
                    if runs and runs[-1][0] == name:
                        runs[-1][1] += text
                    else:
                        runs.append([name, text])
            sent = [one["content"] for one in socket.sent if one["parent_header"]["msg_id"] == parent]
            for name in ("stdout", "stderr"):
                expected = "".join(ours.redactor.text(text) for each, text in runs if each == name)
                assert expected == "".join(one["text"] for one in sent if one["name"] == name)


def test_the_limits_fit_each_other():
    """More is kept back than the longest form of a long secret takes."""
    assert guard_module.LONGEST >= 2 * 48 * 40
