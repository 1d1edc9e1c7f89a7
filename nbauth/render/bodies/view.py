"""What a view of a body is. The model is mitmproxy's content views."""

from __future__ import annotations

from typing import ClassVar, Protocol

from .content import Content

__all__ = ["View"]


class View(Protocol):
    """One way to show a body.

    Making a view reads the body. It raises ValueError (or RecursionError) when the body is not what its media type
    says; then the next view takes it, and says so.
    """

    name: ClassVar[str]
    """What the body then is, in words: "JSON"."""

    def __init__(self, content: Content) -> None: ...

    @staticmethod
    def takes(content: Content) -> bool:
        """Tell by media type, or where there is none by the first bytes, whether the view is for *content*."""
        ...

    @property
    def about(self) -> str:
        """A few words for the title, or nothing: "12 rows, 3 columns"."""
        ...

    def html(self, room: int) -> str:
        """Return it as HTML of *room* bytes at most, all text of the body escaped and inert; says what is cut."""
        ...

    def text(self, most: int) -> list[str]:
        """Return it as *most* inert lines at most, and one that says what is cut."""
        ...
