"""{{$...}} with the clock, chance and environment of this machine."""

from __future__ import annotations

import time
from datetime import datetime

import pytest

from nbauth.core.scope import Place
from nbauth.errors import RequestSyntaxError
from nbauth.wire.dynamic import dynamic_value, from_now_on


def value(inside):
    return dynamic_value(from_now_on(), Place(inside, 2, 3, "", True))


def test_now():
    """The time is the machine's, and its zone is."""
    assert abs(int(value("$timestamp")[0]) - time.time()) < 5
    local = datetime.fromisoformat(value("$localDatetime iso8601")[0])
    assert datetime.now().astimezone().utcoffset() == local.utcoffset()


def test_chance():
    """Nobody can tell the next one."""
    assert value("$guid") != value("$guid")


def test_environment(monkeypatch):
    """As it is now, with the name that it came from."""
    monkeypatch.setenv("NBAUTH_TEST", "x")

    assert ("x", "NBAUTH_TEST") == value("$processEnv NBAUTH_TEST")


def test_an_error_says_its_place():
    """With a caret, and what to do."""
    with pytest.raises(RequestSyntaxError) as caught:
        value("$gid")

    assert "line 2, column 3: there is no dynamic variable of that name\n  {{$gid}}\n  ^" == str(caught.value)
    assert "did you mean $guid?" == caught.value.hint
    assert caught.value.__context__ is None
