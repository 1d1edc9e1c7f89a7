"""Checks of exercises: right, wrong, not tried; for a person, and for nbgrader."""

from __future__ import annotations

import pytest

from nbauth.lesson import WrongAnswer, check, seal


@pytest.mark.parametrize(
    "answer, right",
    [(2, 2), ("nonce", "Nonce "), (["a", 1], ["a", 1]), (b"x", b"x"), (None, None), (True, True)],
)
def test_right(capsys, answer, right):
    check(answer, seal(right), "look again")
    assert ("✓ right\n", "") == capsys.readouterr()


@pytest.mark.parametrize("answer, right", [(1, 2), ("2", 2), ("", "x"), (None, 0), (True, 1), ([1], [1, 2])])
def test_wrong(capsys, answer, right):
    """It raises, with the hint; the answer is in neither the check nor its error."""
    with pytest.raises(WrongAnswer, match=r"^not yet: look again$") as caught:
        check(answer, seal(right), "look again")
    assert ["✗ not yet: look again"] == caught.value._render_traceback_()
    assert "" == capsys.readouterr().out


def test_not_tried(capsys):
    """ "Run all" goes on; nbgrader gives no points to a cell that writes to stderr."""
    check(..., seal(1), "look again")
    assert ("", "not tried yet: look again\n") == capsys.readouterr()


def test_by_a_function(capsys):
    check([1, 2], lambda given: sum(given) == 3, "add them")
    with pytest.raises(WrongAnswer, match="not yet: add them"):
        check([1, 3], lambda given: sum(given) == 3, "add them")
    with pytest.raises(WrongAnswer, match=r"not yet \(TypeError\): add them"):
        check("text", lambda given: sum(given) == 3, "add them")
