"""Field: one thing that a scheme wants to know."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Field"]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a scheme wants to know, for `%auth` options, forms and docs.

    Attributes:
        name: The option and keyword argument: ``--username``.
        label: How a form calls it: "User name".
        secret: True when the value must never be typed on a line or kept in a notebook.
        default: Used when nothing is given; None makes the field required, "" makes it optional.
        help: One sentence.
        choices: The values it can have; empty means any.
        is_rare: True for what most people need not see; a form has it further down.
    """

    name: str
    label: str
    secret: bool = False
    default: str | None = None
    help: str = ""
    choices: tuple[str, ...] = ()
    is_rare: bool = False
