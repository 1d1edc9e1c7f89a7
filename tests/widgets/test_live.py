"""Live: what the page is told, and what stays out of it."""

from __future__ import annotations

import threading

import pytest
from widgets.fake_page import FakePage

from nbauth.errors import InvalidField
from nbauth.widgets.live import Live, source


class Example(Live):
    _esm = source("page.js")

    def __init__(self):
        super().__init__()
        self.gone = 0
        self.works = []

    def shown(self):
        return {"text": "hello"}

    def actions(self):
        return {"fail": self.fail, "break": self.broken, "work": self.work}

    def fail(self, content, buffers):
        raise InvalidField("origin", "it is wrong", hint="write another one")

    def broken(self, content, buffers):
        raise ValueError("with a secret in it")

    def work(self, content, buffers):
        self.in_background(lambda: self.works.append(threading.current_thread()))

    def left(self):
        self.gone += 1

    def text(self):
        return "an example", "an <b>example</b>"


@pytest.fixture
def page():
    return FakePage(Example())


def test_a_view_is_told_what_to_show(page):
    """Each time it says hello: a page that was loaded again has a new view."""
    assert ["hello"] == [each["text"] for each in page.told]
    page.do("hello", view="another")
    assert "another" == page.last("hello")["view"]


def test_gone_with_the_last_view(page):
    """A second view of the same widget keeps it there."""
    page.do("hello", view="another")
    page.do("bye", view="v")
    assert 0 == page.widget.gone
    page.do("bye", view="another")
    assert 1 == page.widget.gone


def test_an_error_of_ours_is_said(page):
    """With what to do, in one line, and the widget goes on."""
    page.do("fail")
    assert "origin: it is wrong (write another one)" == page.said
    page.do("hello")


def test_another_error_is_said_and_logged(page):
    """Without its text, which may hold anything; the kernel's log has it."""
    with pytest.raises(ValueError, match="with a secret"):
        page.do("break")
    assert "this did not work: ValueError" == page.said


def test_work_is_done_beside_the_kernel(page):
    """In a thread of its own, which ends with it."""
    page.do("work")
    assert [False] == [thread is threading.main_thread() for thread in page.widget.works]


def test_one_piece_of_work_at_a_time(page):
    """A second press of a button sends nothing, and says so."""
    go, started = threading.Event(), threading.Event()
    page.widget.in_background(lambda: (started.set(), go.wait(10)))
    assert started.wait(10)
    page.widget.in_background(lambda: page.widget.works.append("twice"))
    assert "the request before is still on its way" == page.said
    go.set()
    page.do("hello")
    assert [] == page.widget.works


def test_unknown_requests_are_ignored(page):
    """What another version of the page asks for breaks nothing."""
    page.do("dance")
    page.do("hello")


def test_nothing_but_the_code_is_in_its_state(page):
    """What is synced is saved with the notebook: the code that draws, and what ipywidgets itself has."""
    state = page.widget.get_state()
    own = {name for name in state if not name.startswith("_") or name in ("_esm", "_css")}
    assert {"_esm", "_css", "layout", "tabbable", "tooltip"} == own
