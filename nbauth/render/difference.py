"""Difference: what `history.diff` returns; it prints as text, and shows side by side in a notebook."""

from __future__ import annotations

from ..core.record import Exchange
from .diff import Section, compare, diff_text
from .diff_html import diff_html

__all__ = ["Difference"]


class Difference:
    """What differs between two exchanges."""

    def __init__(self, old: Exchange, new: Exchange) -> None:
        self.old, self.new = old, new

    @property
    def sections(self) -> list[Section]:
        """What differs, part by part."""
        return compare(self.old, self.new)

    def __repr__(self) -> str:
        return diff_text(self.old, self.new)

    def _repr_html_(self) -> str:
        return diff_html(self.old, self.new)
