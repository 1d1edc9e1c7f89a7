"""The fields of a scheme before it is used: read in its source, as its import would import the HTTP library."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from typing import Any

from ..core.field import Field

__all__ = ["declared_fields"]


def declared_fields(scheme: str) -> tuple[Field, ...]:
    """Return the fields of a scheme by its name; none where they cannot be told without importing more.

    A plugin's are known once somebody has imported its package, ours always.
    """
    for point in entry_points(group="nbauth.schemes", name=scheme):
        if point.module in sys.modules:
            return tuple(getattr(getattr(sys.modules[point.module], point.attr, None), "fields", ()))
        if point.module.partition(".")[0] in sys.modules:
            return _in_source(point.module, point.attr)
    return ()


@cache
def _in_source(module: str, name: str) -> tuple[Field, ...]:
    try:
        spec = find_spec(module)
    except ImportError:
        return ()  # a plugin that is broken; it is told when it is asked for
    read = getattr(spec.loader, "get_source", None) if spec else None
    source = read(module) if read else None
    for statement in ast.parse(source or "").body:
        if isinstance(statement, ast.ClassDef) and statement.name == name:
            try:
                return tuple(_fields(statement))
            except (ValueError, TypeError):
                return ()  # not written out: computed, or taken from another class
    return ()


def _fields(definition: ast.ClassDef) -> Iterator[Field]:
    """Yield what ``fields = (Field(...), ...)`` declares. Raises ValueError where that is no literal."""
    for statement in definition.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="fields")], value=ast.Tuple(elts=calls)):
                for call in calls:
                    if not isinstance(call, ast.Call):
                        raise ValueError("no call")
                    arguments: list[Any] = [ast.literal_eval(each) for each in call.args]
                    yield Field(
                        *arguments, **{each.arg or "": ast.literal_eval(each.value) for each in call.keywords}
                    )
