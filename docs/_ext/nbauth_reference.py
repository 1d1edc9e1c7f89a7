"""Directives that write the reference from the code, so that the two cannot differ.

schemes             each scheme: what it is, its fields, its class
options MAGIC       the options of a magic: auth, http, http_history
usage MAGIC         what `%MAGIC -h` says of its line
settings            what `%config NBAuth` sets
errors              each error: what it is raised for, and what to do
refused-directives  the comments of other editors that a cell refuses, and what to do instead
"""

from __future__ import annotations

import argparse
import inspect
import json
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.inspect import signature, stringify_signature

from nbauth import errors, playground
from nbauth._http import httpx
from nbauth.check.command import add_arguments
from nbauth.core import directives, dynamic
from nbauth.core.field import Field
from nbauth.notebook import auth_magic, history_magic, http_magic
from nbauth.notebook.fields import AS, FORM
from nbauth.notebook.line import Option
from nbauth.notebook.settings import NBAuth
from nbauth.registry import Registry
from nbauth.schemes.base import Scheme

OPTIONS = {
    "auth": (AS, FORM),
    "http": http_magic.HTTP_OPTIONS,
    "http_history": history_magic.HISTORY_OPTIONS,
}
USAGE = {"auth": auth_magic.USAGE, "http": http_magic.HTTP_USAGE, "http_history": history_magic.HISTORY_USAGE}


class Written(SphinxDirective):
    """A directive that stands for Markdown, which a function writes."""

    optional_arguments = 1
    write: ClassVar[Callable[..., str]]

    def run(self) -> list[nodes.Node]:
        text = type(self).write(*self.arguments)
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def written(function: Callable[..., str]) -> type[Written]:
    """Return a directive for what *function* writes."""
    return type(function.__name__.title(), (Written,), {"write": staticmethod(function)})


def schemes() -> str:
    """Write a section for each scheme that is installed here."""
    return "\n\n".join(scheme_section(name, scheme) for name, scheme in Registry("scheme").items())


def scheme_section(name: str, scheme: Any) -> str:
    """Write what a scheme is, its fields, and its class."""
    place = f"{scheme.__module__}.{scheme.__qualname__}"
    public = f"nbauth.{scheme.__qualname__}" if place.startswith("nbauth.") else place
    return f"## `{name}`: {scheme.title}\n\n{scheme.about}\n\n{fields(scheme.fields)}\n\n" + (
        f"```{{eval-rst}}\n.. autoclass:: {public}\n```"
    )


def fields(of_scheme: Iterable[Field]) -> str:
    """Write a scheme's fields as a table, as options of `%auth` have them."""
    return table(
        ("Field", "Called", "Left out", "What it is"),
        ((f"`{each.name}`", each.label, left_out(each), what_it_is(each)) for each in of_scheme),
    )


def left_out(field: Field) -> str:
    """Return what happens when a field is not given."""
    if field.default is None:
        return "asked for"
    return f"`{field.default}`" if field.default else "not used"


def what_it_is(field: Field) -> str:
    """Return a field's help, its choices, and whether it is a secret."""
    choices = ", ".join(f"`{each}`" for each in field.choices if each)
    said = [field.help, f"One of {choices}." if choices else "", "A secret." if field.secret else ""]
    return " ".join(filter(None, said))


def options(magic: str) -> str:
    """Write a magic's options as a table."""
    return table(("Option", "What it does"), ((f"`{spelt(each)}`", each.help) for each in OPTIONS[magic]))


def spelt(option: Option) -> str:
    """Return an option as it is written on a line."""
    return f"--{option.name} {option.metavar}".strip()


def usage(magic: str) -> str:
    """Write what a magic's help says of its line."""
    return f"```text\n{USAGE[magic]}\n```"


def settings() -> str:
    """Write the settings as a table."""
    traits = NBAuth.class_own_traits(config=True).items()
    return table(
        ("Setting", "Default", "What it is"),
        ((f"`NBAuth.{name}`", f"`{trait.default_value}`", trait.help) for name, trait in traits),
    )


def listed_errors() -> str:
    """Write each error as a table, in the order of their tree."""
    found = [getattr(errors, name) for name in errors.__all__]
    found.sort(key=lambda each: inspect.getsourcelines(each)[1])
    return table(
        ("Error", "Also a", "Raised for", "Hint"),
        ((f"`{each.__name__}`", builtin_base(each), first_sentence(each), hint(each)) for each in found),
    )


def builtin_base(error: type[Exception]) -> str:
    """Return by which of Python's own classes an error can be caught, too."""
    bases = [each for each in error.__mro__ if each.__module__ == "builtins"]
    return f"`{bases[0].__name__}`" if bases[0] is not Exception else ""


def first_sentence(error: type[Exception]) -> str:
    return inspect.cleandoc(error.__doc__ or "").split("\n\n")[0].replace("\n", " ")


def hint(error: type[Exception]) -> str:
    return str(getattr(error, "hint", ""))


def refused_directives() -> str:
    """Write which comments of other editors a cell refuses."""
    return table(
        ("Comment", "Instead"), ((f"`# @{name}`", instead) for name, instead in directives.REFUSED.items())
    )


def made_variables() -> str:
    """Write which variables a cell makes, as the module that makes them lists them."""
    _, listed = inspect.cleandoc(dynamic.__doc__ or "").split("\n\n", 1)
    return f"```text\n{listed}\n```"


def check() -> str:
    """Write what the command says of itself."""
    parser = argparse.ArgumentParser("nbauth check")
    add_arguments(parser)
    return f"```text\n{parser.format_help()}\n```"


def playground_pages() -> str:
    """Write what the playground's own index says."""
    with playground.start() as server, httpx.Client(trust_env=False) as client:
        index = json.loads(client.get(server.url).text)
    return table(("Path", "What it expects"), ((f"`{path}`", about) for path, about in index["endpoints"].items()))


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Write a table in Markdown."""
    head = tuple(head)
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def init_signature(app: Sphinx, kind: str, name: str, documented: Any, *rest: Any) -> tuple[str, str] | None:
    """Return the signature of a scheme's __init__: autodoc looks at __new__, which takes anything."""
    if kind != "class" or not issubclass(documented, Scheme):
        return None
    if "__init__" not in vars(documented):
        return "", ""
    made = signature(documented.__init__, bound_method=True)
    return stringify_signature(made, show_return_annotation=False, unqualified_typehints=True), ""


def setup(app: Sphinx) -> dict[str, bool]:
    made = {
        "schemes": schemes,
        "options": options,
        "usage": usage,
        "settings": settings,
        "errors": listed_errors,
        "refused-directives": refused_directives,
        "dynamic": made_variables,
        "check": check,
        "playground-pages": playground_pages,
    }
    for name, function in made.items():
        app.add_directive(name, written(function))
    app.connect("autodoc-process-signature", init_signature)
    return {"parallel_read_safe": True}
