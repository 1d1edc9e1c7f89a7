"""Which view shows a body: the first that takes it and can read it."""

from __future__ import annotations

from .binary import BinaryView
from .content import Content
from .form import FormView
from .image import ImageView
from .json_tree import JSONLinesView, JSONView
from .markup import XMLView
from .table import TableView
from .text import TextView
from .view import View

__all__ = ["VIEWS", "view_of"]

VIEWS: tuple[type[View], ...] = (
    JSONLinesView,
    JSONView,
    ImageView,
    TableView,
    XMLView,
    FormView,
    TextView,
    BinaryView,
)
"""In the order in which they are asked; the last takes everything."""


def view_of(content: Content) -> tuple[View, str]:
    """Return the view for a body, and what to say of it: what the view says, and which views could not read it."""
    failed = ""
    for kind in VIEWS:
        if not kind.takes(content):
            continue
        try:
            view = kind(content)
        except (ValueError, RecursionError):
            # Whoever names a media type in a header is not always right, and deep nesting is no error of ours.
            failed = failed or f"not readable as {kind.name}"
            continue
        return view, ", ".join(filter(None, (failed, view.about)))
    raise AssertionError("BinaryView takes everything")
