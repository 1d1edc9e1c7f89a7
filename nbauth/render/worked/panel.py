"""A worked panel: the steps by which an answer came about, and what the record shows to be wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Panel", "Step"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, how its value comes about, and the value. None is inert: that is for who shows it."""

    name: str
    how: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """What one scheme did in an exchange.

    Attributes:
        legs: The numbers of the legs that it is about.
        why: In one or two sentences, what the scheme is good for, and what not.
        problems: What somebody did wrong, a sentence each; only what the record shows.
    """

    title: str
    legs: tuple[int, ...]
    steps: tuple[Step, ...]
    why: str = ""
    problems: tuple[str, ...] = ()
