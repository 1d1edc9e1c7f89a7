"""The output guard: what leaves the kernel passes here, and each known secret leaves as its ``{{name}}``.

It sits on ``send`` of the kernel's session object, through which every message of every channel goes: streams,
displays, results, tracebacks, replies, widgets. A secret may be written in two pieces; so the unfinished line at
the end of a stream is kept back until the next message of the same cell, or for a quarter of a second.

There is nothing to guard in a terminal, where what is printed does not leave the process. What IPython
itself writes to files: ipython_record.py.
"""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from ..core import live

__all__ = ["Guard", "add_guard", "guard_state", "is_guarded", "replaced", "switch_guard"]

Message = dict[str, Any]

SECONDS = 0.25
"""How long the end of a stream is kept back at most; ipykernel itself gathers output for as long."""

LONGEST = 8192
"""Characters that are kept back at most: more than any form of a secret has."""

NOTE = "[nbauth: this output is not shown, for it could not be searched for credentials]"

LINE_BREAK = re.compile(r"[\n\r]")

FIXED = frozenset("status execution_state execution_count comm_id name wait".split())
"""Members that the protocol needs and that hold no text of a user's, kept where a message becomes a note."""


STATES = ({"execution_state": "busy"}, {"execution_state": "idle"})
"""What a kernel says before and after each cell, which holds nothing."""

_guards: WeakKeyDictionary[Any, Guard] = WeakKeyDictionary()
"""Of each shell in a kernel, its guard."""


def add_guard(shell: Any, undo: ExitStack) -> None:
    """Guard all that the shell's kernel sends."""
    kernel = getattr(shell, "kernel", None)
    if kernel is not None:
        guard = _guards[shell] = Guard(kernel.session)
        guard.install()
        undo.callback(_guards.pop, shell)
        undo.callback(guard.uninstall)


def switch_guard(shell: Any, is_on: bool) -> None:
    """Switch the guard of a shell on or off; what it keeps back is sent as it was before."""
    guard = _guards.get(shell)
    if guard is not None and guard.is_on != is_on:
        guard.flush()
        guard.is_on = is_on


def is_guarded(shell: Any) -> bool:
    """Tell whether known secrets are kept out of what a shell writes: not only where its guard was switched off."""
    guard = _guards.get(shell)
    return guard is None or guard.is_on


def guard_state(shell: Any) -> str:
    """Return in words whether what a shell's kernel sends is guarded; nothing for a terminal."""
    guard = _guards.get(shell)
    if guard is None:
        return ""
    return f"output guard: {'on' if guard.is_on else 'off (%config NBAuth.guard = True)'}"


@dataclass(slots=True)
class Held:
    """The unfinished line at the end of a stream, raw."""

    message: Message
    text: str
    stream: Any
    ident: Any


class Guard:
    """Redacts all that one kernel sends.

    Args:
        session: The kernel's `jupyter_client.session.Session`.
    """

    def __init__(self, session: Any) -> None:
        self.is_on = True
        self._session = session
        self._send = session.send
        self._mine = self.send
        self._pid = os.getpid()
        self._lock = threading.RLock()
        self._held: dict[str, Held] = {}

    def install(self) -> None:
        """Begin. The instance's attribute hides the method of its class."""
        self._session.send = self._mine
        live.before_forgetting.append(self.flush)

    def uninstall(self) -> None:
        """End, and send what is kept back."""
        self.flush()
        if self.flush in live.before_forgetting:
            live.before_forgetting.remove(self.flush)
        if self._session.__dict__.get("send") is self._mine:
            del self._session.send
        self.is_on = False  # somebody else may have wrapped us meanwhile

    def flush(self) -> None:
        """Send all that was printed so far, and what is kept back."""
        for stream in (sys.stdout, sys.stderr):
            stream.flush()  # in a kernel, this comes by `send`, in another thread: not under the lock
        with self._lock:
            for parent in list(self._held):
                self._release(parent)

    def send(
        self,
        stream: Any,
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,
        buffers: Any = None,
        track: bool = False,
        header: Any = None,
        metadata: Any = None,
    ) -> Any:
        """Do what `Session.send` does, without secrets; its signature."""
        if not isinstance(msg_or_type, dict):
            msg_or_type = self._session.msg(
                msg_or_type, content=content, parent=parent, header=header, metadata=metadata
            )
        message: Message = msg_or_type
        buffers = buffers or message.get("buffers")
        if os.getpid() != self._pid:
            # A child of the kernel: who held the lock when it began is not there any more, and no timer runs.
            return self._send(stream, self._checked(message), ident=ident, buffers=self._data(buffers), track=track)
        with self._lock:
            if message["header"]["msg_type"] == "stream":
                return self._stream(stream, message, ident)
            if self._held:
                self._release(message["parent_header"].get("msg_id", ""))
            if message["content"] in STATES and not message["metadata"]:
                # Two of each cell's messages.
                return self._send(stream, message, ident=ident, track=track)
            return self._send(stream, self._checked(message), ident=ident, buffers=self._data(buffers), track=track)

    # -- streams ------------------------------------------------------------------------------------------

    def _stream(self, stream: Any, message: Message, ident: Any) -> Any:
        parent, content = message["parent_header"].get("msg_id", ""), message["content"]
        held = self._held.get(parent)
        if held is not None and held.message["content"]["name"] != content["name"]:
            self._release(parent)
            held = None
        text = (held.text if held else "") + content["text"]
        self._held.pop(parent, None)
        loop = getattr(stream, "io_loop", None)
        cut = self._cut(text) if loop is not None else len(text)
        if cut < len(text):
            rest = self._held[parent] = Held(message, text[cut:], stream, ident)
            _later(loop, self._expired, parent, rest)
        if not cut:
            return message
        return self._send(stream, self._checked(_with_text(message, text[:cut])), ident=ident)

    def _cut(self, text: str) -> int:
        """Return where the part ends that can be sent now: no secret is begun there and ends later."""
        breaks = live.line_breaks() if self.is_on else -1
        if breaks < 0:
            return len(text)
        cut = max(text.rfind("\n"), text.rfind("\r")) + 1
        if breaks:
            # One more line for each that a secret goes over, and none that is whole is cut in two.
            ends = [match.end() for match in LINE_BREAK.finditer(text)][:-breaks]
            cut = next((end for end in reversed(ends) if _is_between(text, end)), 0)
        if len(text) - cut <= LONGEST:
            return cut
        places = (len(text) - kept for kept in (LONGEST // 2, LONGEST * 3 // 4, LONGEST))
        return next((cut for cut in places if _is_between(text, cut)), len(text))

    def _expired(self, parent: str, held: Held) -> None:
        with self._lock:
            if self._held.get(parent) is held:
                self._release(parent)

    def _release(self, parent: str) -> None:
        held = self._held.pop(parent, None)
        if held is not None:
            self._send(held.stream, self._checked(_with_text(held.message, held.text)), ident=held.ident)

    # -- redaction ----------------------------------------------------------------------------------------

    def _checked(self, message: Message) -> Message:
        """Return *message* without secrets; the same object when it has none. Never fails."""
        if not self.is_on:
            return message
        try:
            parts = {key: message[key] for key in ("content", "metadata") if message.get(key)}
            # One look at all texts, which nearly always finds nothing.
            joined = "\0".join(_texts(parts))
            if live.redacted(joined) is joined:
                return message
            return {**message, **replaced(parts, live.redacted)}
        except Exception:
            # Whatever it is that cannot be read: it must not go out unread, and the kernel must go on.
            return {**message, "content": _note(message), "metadata": {}}

    def _data(self, buffers: Any) -> Any:
        if not buffers or not self.is_on:
            return buffers
        try:
            return [_clean(buffer, live.redacted_data) for buffer in buffers]
        except Exception:
            return [b"" for _ in buffers]


def _is_between(text: str, cut: int) -> bool:
    """Tell whether no secret begins before *cut* and ends after it."""
    return live.redacted(text[:cut]) + live.redacted(text[cut:]) == live.redacted(text)


def _later(loop: Any, call: Any, *args: Any) -> None:
    # A loop's timers are set in its own thread; here it may be any.
    loop.add_callback(lambda: loop.call_later(SECONDS, call, *args))


def _clean(buffer: Any, redacted: Any) -> Any:
    data = bytes(buffer)
    new = redacted(data)
    return buffer if new is data else new


def _texts(value: Any) -> Iterator[str]:
    """Yield all texts in a message, the names of its members too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(key)
            yield from _texts(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, (bytes, bytearray)):
        yield value.decode("latin-1")


def replaced(value: Any, redacted: Any) -> Any:
    """Return *value*, made of dicts and lists, with *redacted* of each of its texts."""
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, dict):
        return {replaced(key, redacted): replaced(each, redacted) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [replaced(each, redacted) for each in value]
    if isinstance(value, (bytes, bytearray)):
        return redacted(value.decode("latin-1")).encode("latin-1", "replace")
    return value


def _with_text(message: Message, text: str) -> Message:
    return {**message, "content": {**message["content"], "text": text}}


def _note(message: Message) -> Any:
    """Return a content that says that the real one is not shown, and that the protocol accepts."""
    content = message.get("content")
    kept = {key: content[key] for key in FIXED if key in content} if isinstance(content, dict) else {}
    match message["header"]["msg_type"]:
        case "stream":
            return {**kept, "text": f"{NOTE}\n"}
        case "display_data" | "update_display_data" | "execute_result" | "inspect_reply":
            return {**kept, "data": {"text/plain": NOTE}, "metadata": {}, "transient": {}, "found": True}
        case "error" | "execute_reply":
            return {**kept, "ename": "OutputNotShown", "evalue": NOTE, "traceback": [NOTE]}
        case _:
            return {**kept, "data": {}}
