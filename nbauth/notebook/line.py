"""The line of a magic: words and options. No error quotes a word of it: a secret may have been typed there."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from IPython.core.error import UsageError

__all__ = ["Line", "Option", "options_help", "parse_line"]


@dataclass(frozen=True, slots=True)
class Option:
    """One ``--name``; without a metavar it is a flag.

    Attributes:
        refusal: Why the option cannot be given at all; empty when it can.
        choices: The values that it can have, where they are few; for completion.
    """

    name: str
    metavar: str = ""
    help: str = ""
    refusal: str = ""
    choices: tuple[str, ...] = ()


@dataclass(slots=True)
class Line:
    """A parsed line: its words in order, and its options by name; a flag that is there is "yes"."""

    words: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.options

    def get(self, name: str) -> str | None:
        """Return an option's value, or None."""
        return self.options.get(name)


HELP = Option("help", help="Show this.")


def parse_line(line: str, options: Sequence[Option]) -> Line:
    """Split a line as a shell would, and take its options out; ``--`` ends them.

    Raises:
        UsageError: an option that is unknown, refused, given twice or without its value; an open quote.
    """
    known = {f"--{option.name}": option for option in (*options, HELP)}
    parsed = Line()
    words = iter(_split(line))
    for word in words:
        name, equals, value = word.partition("=")
        if word == "--":
            parsed.words += words
            break
        if word == "-h":
            name = "--help"
        if name[:1] != "-" or name == "-":
            parsed.words.append(word)
            continue
        if name not in known:
            raise UsageError(_unknown(name, known))
        option = known[name]
        if option.refusal:
            raise UsageError(f"{name}: {option.refusal}")
        if option.name in parsed.options:
            raise UsageError(f"{name} is given twice")
        if not option.metavar:
            if equals:
                raise UsageError(f"{name} takes no value")
            parsed.options[option.name] = "yes"
            continue
        if not equals:
            value = next(words, "")
            if not value or value.startswith("--"):
                raise UsageError(f"{name} needs a value: {name} {option.metavar}")
        parsed.options[option.name] = value
    return parsed


def _unknown(name: str, known: Mapping[str, Option]) -> str:
    """Return what to say of an option that is none; it is not repeated, as "--hunter2" may be a password."""
    from difflib import get_close_matches

    near = [each for each in known if each.startswith(name)] if len(name) > 2 else []
    near = near or get_close_matches(name, known, n=2, cutoff=0.7)
    for each in near:
        if known[each].refusal:
            return f"{each}: {known[each].refusal}"
    usable = ", ".join(each for each, option in known.items() if not option.refusal)
    guess = f"did you mean {' or '.join(near)}?" if near else ""
    return f"an option is unknown; {guess or f'known: {usable}'}"


def _split(line: str) -> list[str]:
    words = None
    try:
        words = shlex.split(line, comments=False)
    except ValueError:
        pass
    if words is None:
        raise UsageError('a quote is not closed; quote a quote as "\'"')
    return words


def options_help(options: Sequence[Option]) -> str:
    """Return a line for each option that can be given."""
    shown = [(f"--{one.name} {one.metavar}".strip(), one.help) for one in options if not one.refusal]
    shown.append(("-h, --help", HELP.help))
    width = max(len(name) for name, _ in shown)
    return "\n".join(f"  {name:<{width}}  {text}".rstrip() for name, text in shown)
