"""Offer: what can stand at the cursor, and what it takes the place of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Offer", "offer"]


@dataclass(frozen=True, slots=True)
class Offer:
    """Words that can take the place of `fragment`, which is what stands before the cursor of them already."""

    fragment: str
    words: Sequence[str] = ()
    kind: str = ""


def offer(fragment: str, words: Iterable[str], kind: str = "", *, any_case: bool = False) -> Offer:
    """Return those of *words* that start with *fragment*, in their order, each once."""
    begin = fragment.lower() if any_case else fragment
    fitting = [word for word in words if (word.lower() if any_case else word).startswith(begin)]
    return Offer(fragment, tuple(dict.fromkeys(fitting)), kind)
