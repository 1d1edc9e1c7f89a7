"""The parts of a notebook: source, outputs and attachments of each cell, widget state, and all the rest."""

from __future__ import annotations

import base64
import binascii
import html
import json
from collections.abc import Iterator
from typing import Any

from .piece import Piece

__all__ = ["notebook_pieces"]

WIDGETS = "application/vnd.jupyter.widget-state+json"
HIDING = frozenset(("PasswordModel",))
"""Widgets whose value is a secret; ipywidgets keeps it in the notebook all the same."""


def notebook_pieces(text: str) -> Iterator[Piece]:
    """Yield the parts of a notebook. Cells count from 1. Nothing is left out: what has no place is "metadata".

    Raises:
        ValueError: this is no notebook, or nested too deep.
    """
    try:
        yield from _pieces(json.loads(text))
    except RecursionError:
        raise ValueError("nested too deep") from None


def _pieces(notebook: Any) -> Iterator[Piece]:
    if not isinstance(notebook, dict):
        raise ValueError("no JSON object")
    cells = _taken(notebook, "cells")
    for sheet in _taken(notebook, "worksheets"):  # nbformat 3
        cells += _taken(sheet, "cells") if isinstance(sheet, dict) else [sheet]
    for number, cell in enumerate(cells, 1):
        where = f"cell {number}"
        if isinstance(cell, dict):
            yield from _cell(cell, where)
        else:
            yield _rest(where, cell)
    yield from _widgets(notebook)
    yield _rest("metadata", notebook)


def _cell(cell: dict[str, Any], where: str) -> Iterator[Piece]:
    for name in ("source", "input"):
        if name in cell:
            yield Piece(f"{where}:source", _text(cell.pop(name)))
    outputs = _taken(cell, "outputs")
    for number, output in enumerate(outputs, 1):
        place = f"{where}:output" if len(outputs) == 1 else f"{where}:output {number}"
        if isinstance(output, dict):
            yield from _output(output, place)
        else:
            yield _rest(place, output)
    for bundle in _members(cell.pop("attachments", {})):
        yield from _bundle(bundle, f"{where}:attachment")
    yield _rest(f"{where}:metadata", cell)


def _output(output: dict[str, Any], where: str) -> Iterator[Piece]:
    yield from _bundle(output.pop("data", {}), where)
    traceback = output.pop("traceback", [])
    yield Piece(where, "\n".join(map(_text, traceback)) if isinstance(traceback, list) else _text(traceback))
    for name in ("text", "evalue"):
        yield Piece(where, _text(output.pop(name, "")))
    yield _rest(where, output)


def _bundle(bundle: Any, where: str) -> Iterator[Piece]:
    """Yield what a MIME bundle has: text as it is, HTML without its escapes, what is in base64 as bytes."""
    if not isinstance(bundle, dict):
        yield _rest(where, bundle)
        return
    for media, value in bundle.items():
        text = _text(value)
        if media == "text/html":
            text = html.unescape(text)
        is_binary = not media.startswith("text/") and not media.endswith(("json", "xml", "javascript"))
        decoded = _decoded(text) if is_binary or "attachment" in where else None
        yield Piece(where, text if decoded is None else decoded)


def _widgets(notebook: dict[str, Any]) -> Iterator[Piece]:
    metadata = notebook.get("metadata")
    widgets = metadata.pop("widgets", None) if isinstance(metadata, dict) else None
    if widgets is None:
        return
    state = widgets.get(WIDGETS) if isinstance(widgets, dict) else None
    models = state.get("state") if isinstance(state, dict) else None
    for model in _members(models):
        if isinstance(model, dict) and model.get("model_name") in HIDING:
            value = model["state"].get("value") if isinstance(model.get("state"), dict) else None
            if isinstance(value, str) and value:
                yield Piece("widget state", value, kind="password in a widget")
    yield _rest("widget state", widgets)


def _taken(owner: dict[str, Any], name: str) -> list[Any]:
    """Take a list out of its owner; what is there and is no list stays, to be searched with the rest."""
    return owner.pop(name) if isinstance(owner.get(name), list) else []


def _members(value: Any) -> list[Any]:
    """Return the values of an object, or what is no object as the only one."""
    return list(value.values()) if isinstance(value, dict) else [value]


def _text(value: Any) -> str:
    """Return a multi-line string, which nbformat keeps as a list of its lines."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "".join(value)
    return _json(value)


def _rest(where: str, value: Any) -> Piece:
    return Piece(where, _json(value))


def _json(value: Any) -> str:
    """Return JSON with an item on a line; not by indent=, for which json has only its slow encoder."""
    return json.dumps(value, ensure_ascii=False, separators=(",\n", ": "))


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
