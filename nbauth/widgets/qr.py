"""QR: an address as a picture that a telephone reads."""

from __future__ import annotations

from importlib.util import find_spec

__all__ = ["qr_svg"]

LONGEST = 300
"""Characters; what is longer makes a picture that no camera reads from a screen."""


def qr_svg(url: str) -> str:
    """Return the picture as SVG, dark on white whatever the page's colours are; empty where it cannot be made."""
    if not url or len(url) > LONGEST or find_spec("segno") is None:
        return ""
    import segno

    made = segno.make(url, error="m", micro=False)
    return str(made.svg_inline(scale=4, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None))
