"""Tests are left out loudly: the reason says which and how to get the package, and with CI=true it is a failure."""

import dataclasses

import pytest
import system


@pytest.fixture
def nothing_may_be_installed(monkeypatch):
    """A machine without the package, and without the right to install it."""
    absent = dataclasses.replace(system.PACKAGES["chromium"], commands=(("no-such-browser",),))
    monkeypatch.setitem(system.PACKAGES, "absent", absent)
    monkeypatch.setattr(system, "_sudo", lambda: None)
    system._missing.cache_clear()


def test_left_out_with_a_reason(nothing_may_be_installed, monkeypatch):
    """On a person's machine the test is skipped, and the reason says what it was and how to get it."""
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(pytest.skip.Exception, match=r"JupyterLab in a real browser; .*To get it: .*install"):
        system.need("absent")


def test_leaving_out_fails_in_ci(nothing_may_be_installed, monkeypatch):
    """With CI=true nothing is left out."""
    monkeypatch.setenv("CI", "true")

    with pytest.raises(pytest.fail.Exception, match="absent is not installed"):
        system.need("absent")


def test_what_is_here_is_not_installed_again(monkeypatch):
    """A package whose commands are there costs nothing; its path is given."""
    shell = dataclasses.replace(system.PACKAGES["chromium"], commands=(("no-such-shell", "sh"), ("cat",)))
    monkeypatch.setitem(system.PACKAGES, "shell", shell)
    system.need("shell")

    assert system.command("shell").endswith("/sh")
