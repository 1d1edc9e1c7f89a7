"""Check: tells a right answer of an exercise from a wrong one, without giving it away.

    answer = ...                                    # the student writes here
    check(answer, "a3f1c2...", "count the legs")    # what `seal(2)` returned to the teacher
    check(response, lambda r: r.status_code == 200, "the server still refuses")

It keeps nbgrader's rules, which look at what a cell has put out: an answer that is wrong raises, one that was not
tried writes to stderr (no points for either, and "Run all" goes on over the second), a right one prints a line.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from typing import Any

__all__ = ["WrongAnswer", "check", "seal"]

ROUNDS = 20_000
"""So that a seal is not undone by trying all short answers in a moment; a patient student may all the same."""


class WrongAnswer(AssertionError):
    """An answer that is not right; in a notebook one line, and no stack."""

    def _render_traceback_(self) -> list[str]:
        return [f"✗ {self}"]


def check(answer: object, right: str | Callable[[Any], object], hint: str) -> None:
    """Say whether an answer is right.

    Args:
        answer: ``...`` where nobody has tried yet.
        right: What `seal` returned for the right one, or a function that tells.
        hint: What to look at; the answer is not in it.

    Raises:
        WrongAnswer: it is not right.
    """
    if answer is ...:
        print(f"not tried yet: {hint}", file=sys.stderr)
        return
    if isinstance(right, str):
        is_right = seal(answer) == right
    else:
        try:
            is_right = bool(right(answer))
        except Exception as exc:  # an answer of another kind than was asked for
            raise WrongAnswer(f"not yet ({type(exc).__name__}): {hint}") from None
    if not is_right:
        raise WrongAnswer(f"not yet: {hint}")
    print("✓ right")


def seal(answer: object) -> str:
    """Return what stands for an answer in a check. Upper case and spaces around a text make no difference."""
    if isinstance(answer, str):
        text = f"text {answer.strip().casefold()}"
    else:
        text = json.dumps(answer, sort_keys=True, default=repr)
    return hashlib.pbkdf2_hmac("sha256", text.encode(), b"nbauth lesson", ROUNDS).hex()[:24]
