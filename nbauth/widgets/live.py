"""Live: a widget of which nothing is in a model. What it shows and what is typed travels as messages, once.

The synced state of a widget is saved with the notebook and told to whoever asks the kernel for it. So there is none
here but the code that draws. The page says "hello" when it has drawn a view, and is told what to show then; so a
view that is drawn anew, after the page was loaded again, shows how things stand.

Beside each widget stands its twin: the same as text and inert HTML, hidden as long as the widget is alive. It is
what a notebook shows that is opened without its kernel, or in a place that knows no widgets.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Sequence
from contextvars import ContextVar, copy_context
from functools import cache
from importlib.resources import files
from typing import Any

import anywidget
from IPython.core.getipython import get_ipython
from IPython.display import display

from ..errors import NbauthError
from ..render.inert import short
from ..wire.frontend import is_attended

__all__ = ["Live", "after_cells", "in_words", "source"]

Content = dict[str, Any]
Buffers = Sequence[Any]

VIEW = "application/vnd.jupyter.widget-view+json"

_asking: ContextVar[str | None] = ContextVar("view", default=None)
"""The view that what is done now was asked for in; None where all views want to know."""


@cache
def source(*names: str) -> str:
    """Return the text of these files of this folder, one after the other."""
    return "\n".join((files(__package__) / name).read_text("utf-8") for name in names)


def after_cells(callback: Callable[[], None]) -> Callable[[], None]:
    """Call *callback* after each cell of the notebook, whatever it did; return what ends that."""
    shell = get_ipython()
    if shell is None:
        return lambda: None

    def call(result: object = None) -> None:
        callback()

    shell.events.register("post_run_cell", call)

    def end() -> None:
        if call in shell.events.callbacks["post_run_cell"]:
            shell.events.unregister("post_run_cell", call)

    return end


class Live(anywidget.AnyWidget):
    """A widget in the page that is drawn by messages. Its methods are safe to be called from any thread."""

    _css = source("page.css")

    # For one whose __init__ has failed, which ipywidgets closes when it is collected.
    _ends: tuple[Callable[[], None], ...] = ()

    def __init__(self) -> None:
        super().__init__()
        self._twin = f"nbauth-twin-{secrets.token_hex(6)}"
        self._is_busy = threading.Lock()
        self._views: set[tuple[str, str]] = set()
        self.on_msg(self._received)

    # -- what a kind of widget says -----------------------------------------------------------------------

    def shown(self) -> Content:
        """Return what the page needs to draw a view."""
        return {}

    def actions(self) -> dict[str, Callable[[Content, Buffers], None]]:
        """Return what the page can ask for."""
        return {}

    def text(self) -> tuple[str, str]:
        """Return what stands for the widget where it is not alive, as text and as HTML."""
        raise NotImplementedError

    def came(self) -> None:
        """Do what is to be done when there is a view in a page, or will be."""

    def left(self) -> None:
        """Do what is to be done when there is no view any more, as far as the kernel was told."""
        self.end()

    # -- to and from the page -----------------------------------------------------------------------------

    def tell(self, kind: str, **content: Any) -> None:
        """Send something to all views."""
        self.send({"kind": kind, **content})

    def answer(self, kind: str, **content: Any) -> None:
        """Send something to the view that has asked: in another one somebody may be typing."""
        self.tell(kind, view=_asking.get(), **content)

    def redraw(self) -> None:
        """Have all views drawn anew."""
        self.tell("hello", twin=self._twin, **self.shown())

    def say(self, text: str, level: str = "", field: str = "") -> None:
        """Say how things stand; level is error, ok, note or nothing, field the one that it is about."""
        self.answer("said", text=text, level=level, field=field)

    def _received(self, widget: object, content: Content, buffers: Buffers) -> None:
        token = _asking.set(str(content.get("view")))
        try:
            self._do(str(content.get("do")), content, buffers)
        except NbauthError as exc:
            self.say(in_words(exc), "error")
        except Exception as exc:
            self.say(f"this did not work: {type(exc).__name__}", "error")
            raise  # into the kernel's log
        finally:
            _asking.reset(token)

    def _do(self, wanted: str, content: Content, buffers: Buffers) -> None:
        view = str(content.get("page")), str(content.get("view"))
        if wanted == "hello":
            self._views.add(view)
            self.came()
            self.answer("hello", twin=self._twin, **self.shown())
        elif wanted == "bye":
            if view in self._views:
                self._views.discard(view)
                if not self._views:
                    self.left()
        elif (action := self.actions().get(wanted)) is not None:
            action(content, buffers)

    def in_background(
        self, work: Callable[[], None], after: Callable[[], None] = lambda: None, *, waits: bool = True
    ) -> bool:
        """Do *work*, which may wait for a server, while the kernel goes on; one piece at a time.

        Args:
            after: Called when it has ended, however it did.
            waits: False for what must not be kept waiting by another piece.

        Returns:
            False, and says so, where one is under way.
        """
        if waits and not self._is_busy.acquire(blocking=False):
            self.say("the request before is still on its way", "note")
            return False

        def run() -> None:
            try:
                work()
            except NbauthError as exc:
                self.say(in_words(exc), "error")
            except Exception as exc:
                self.say(f"this did not work: {type(exc).__name__}", "error")
                raise
            finally:
                if waits:
                    self._is_busy.release()
                after()

        context = copy_context()
        threading.Thread(target=context.run, args=(run,), name="nbauth form", daemon=True).start()
        return True

    # -- what it follows ----------------------------------------------------------------------------------

    def follow(self, *starts: Callable[[], Callable[[], None]]) -> None:
        """Begin to follow something, unless it does already; each returns what ends that."""
        if not self._ends:
            self._ends = tuple(start() for start in starts)

    def end(self) -> None:
        """Follow nothing any more."""
        ends, self._ends = self._ends, ()
        for each in ends:
            each()

    def close(self) -> None:
        """Take the widget out of the page, for good."""
        if self._ends:
            self.left()
        self.end()
        super().close()

    # -- in the notebook ----------------------------------------------------------------------------------

    def _ipython_display_(self) -> None:
        text, html = self.text()
        twin = f'<div class="{self._twin}">{html}</div>'
        display({"text/plain": text, "text/html": twin}, raw=True)  # type: ignore[no-untyped-call]
        if is_attended(get_ipython()):
            self.show()

    def show(self) -> None:
        """Put a view into the output of the cell that runs, without the twin."""
        self.came()
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        display({"text/plain": "", VIEW: view}, raw=True)  # type: ignore[no-untyped-call]

    def __repr__(self) -> str:
        return self.text()[0]

    def _repr_mimebundle_(self, **options: Any) -> Any:
        # In a container of ipywidgets, and for who asks for it: the view with its text.
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        text, html = self.text()
        return {"text/plain": text, "text/html": html, VIEW: view}, {}


def in_words(error: NbauthError) -> str:
    """Return an error as a form says it: as a magic does, in one line."""
    return short(f"{error} ({error.hint})" if error.hint else str(error), 600)
