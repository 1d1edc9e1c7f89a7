"""The fields of a scheme as options of %auth: typed, from a source, or asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

from ..errors import InvalidField
from .line import Line, Option

if TYPE_CHECKING:
    from ..core.field import Field

__all__ = ["AS", "SOURCES", "field_options", "field_values"]

SOURCES = "env:NAME, file:PATH, keyring:SERVICE[/USER] or prompt"
AS = Option("as", "NAME", "What to call the login.")


def field_options(fields: tuple[Field, ...]) -> tuple[Option, ...]:
    """Return the options of a scheme's fields; a secret one is never typed on the line."""
    options = []
    for field in fields:
        refusal = (
            "not on the line: it would stay in the notebook and in the kernel's history (if it was a real one,"
            f" delete it and change it). Leave it out to be asked, or use --{field.name}-from {SOURCES}"
        )
        about = field.help or f"{field.label}."
        if field.choices:
            about = f"{about} One of {', '.join(field.choices)}."
        options.append(Option(field.name, "VALUE", about, refusal if field.secret else "", field.choices))
        wanted = f"{about} From {SOURCES}." if field.secret else f"The same, from {SOURCES}."
        options.append(Option(f"{field.name}-from", "SOURCE", wanted))
    asked = ", ".join(f"--{field.name}-from" for field in fields if field.secret)
    if asked:
        # A word that %auth knows, and so is named where others are not.
        refusal = f"there is no form here; leave it out to be asked, or use {asked} {SOURCES}"
        options.append(Option("form", refusal=refusal))
    return (*options, AS)


def field_values(
    fields: tuple[Field, ...], given: Line, fill: Callable[[str, str], str]
) -> tuple[dict[str, Any], str]:
    """Return the values of the fields, and where the secret one came from.

    Args:
        fill: Puts notebook variables into a typed value; its second argument says where it stands.

    Raises:
        UsageError, InvalidField, CredentialsNotFound: a value is missing, or cannot be used.
    """
    from ..wire.credentials import ask, from_source

    values: dict[str, Any] = {}
    used = ""
    for field in fields:
        typed, source = given.get(field.name), given.get(f"{field.name}-from")
        if typed is not None and source is not None:
            raise UsageError(f"--{field.name} and --{field.name}-from: give one of them")
        if field.secret and source is None and field.default is None:
            source = "prompt"
        if source is not None:
            label = f"{field.label} for {values['username']}" if values.get("username") else field.label
            secret = from_source(source, field.name, label=label, username=values.get("username"))
            values[field.name] = secret if field.secret else secret.reveal()
            used = source if field.secret else used
        elif typed is not None:
            values[field.name] = fill(typed, f"--{field.name}")
        elif field.default is None:
            values[field.name] = ask(field.label, field.name, hidden=False)
        if field.choices and values.get(field.name, field.default) not in field.choices:
            raise InvalidField(field.name, f"choose {', '.join(field.choices)}")
    return values, used or "python"
