"""The fields of a scheme as options of %auth: typed, from a source, or asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

from .line import Line, Option

if TYPE_CHECKING:
    from ..core.field import Field

__all__ = ["AS", "SOURCES", "field_options", "field_values", "given_fields", "option_name"]

SOURCES = "env:NAME, file:PATH, keyring:SERVICE[/USER], prompt or form"
AS = Option("as", "NAME", "What to call the login.")
FORM = Option("form", help="Ask for what is missing in a form in the page; nothing waits for it.")


def field_options(fields: tuple[Field, ...]) -> tuple[Option, ...]:
    """Return the options of a scheme's fields; a secret one is never typed on the line."""
    options = []
    for field in fields:
        name = option_name(field.name)
        refusal = (
            "not on the line: it would stay in the notebook and in the kernel's history (if it was a real one,"
            f" delete it and change it). Leave it out to be asked, or use --{name}-from {SOURCES}"
        )
        about = field.help or f"{field.label}."
        if field.choices:
            about = f"{about} One of {', '.join(filter(None, field.choices))}."
        options.append(Option(name, "VALUE", about, refusal if field.secret else "", field.choices))
        wanted = f"{about} From {SOURCES}." if field.secret else f"The same, from {SOURCES}."
        options.append(Option(f"{name}-from", "SOURCE", wanted))
    if any(field.secret for field in fields):
        options.append(FORM)
    return (*options, AS)


def option_name(name: str) -> str:
    """Return what a field's option is called: client_id is --client-id."""
    return name.replace("_", "-")


def field_values(
    fields: tuple[Field, ...], given: Line, fill: Callable[[str, str], str]
) -> tuple[dict[str, Any], str]:
    """Return the values of the fields, and where the secret one came from.

    Args:
        fill: Puts notebook variables into a typed value; its second argument says where it stands.

    Raises:
        UsageError, InvalidField, CredentialsNotFound: a value is missing, or cannot be used.
    """
    from ..wire.log_in import field_values as values_of

    typed, sources = given_fields(fields, given, fill)
    values, used = values_of(fields, typed, sources, asks=True)
    return values, used or "python"


def given_fields(
    fields: tuple[Field, ...], given: Line, fill: Callable[[str, str], str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return what is typed on the line, and the sources that are named there, by the fields' names."""
    typed, sources = {}, {}
    for field in fields:
        name = option_name(field.name)
        text, source = given.get(name), given.get(f"{name}-from")
        if text is not None and source is not None:
            raise UsageError(f"--{name} and --{name}-from: give one of them")
        if source is not None:
            sources[field.name] = source
        elif text is not None:
            typed[field.name] = fill(text, f"--{name}")
    return typed, sources
