"""QR: an address as a picture that a telephone reads."""

from __future__ import annotations

from importlib.util import find_spec

__all__ = ["can_draw", "qr_svg"]

LONGEST = 300
"""Characters; what is longer makes a picture that no camera reads from a screen."""


def can_draw() -> bool:
    """Tell whether the package is there that draws."""
    return find_spec("segno") is not None


def qr_svg(*urls: str) -> str:
    """Return the first of these that fits as SVG, dark on white whatever the page's colours are; empty for none."""
    url = next((each for each in urls if each and len(each) <= LONGEST), "")
    if not url or not can_draw():
        return ""
    import segno

    made = segno.make(url, error="m", micro=False)
    return str(made.svg_inline(scale=4, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None))
