"""A flow as a PNG picture, for where no SVG goes: drawn from the same SVG by resvg, which loads nothing."""

from __future__ import annotations

from functools import cache

from ..core.record import Exchange
from ..errors import MissingExtra, NbauthError
from .svg import MONO, SANS, to_svg

__all__ = ["to_png"]

PROBE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
    '<text x="0" y="15" font-family="{}" font-size="16">{}</text></svg>'
)


def to_png(exchange: Exchange, scale: float = 2.0) -> bytes:
    """Return the drawing of an exchange as a PNG picture.

    Args:
        scale: Pixels of the picture for each pixel of the drawing.

    Raises:
        MissingExtra: resvg-py is not installed.
        NbauthError: this machine has no font to draw text with.
    """
    if not 0 < scale <= 8:
        raise ValueError("scale is a number from above 0 up to 8")
    _check_fonts()
    return _drawn(to_svg(exchange), scale)


def _drawn(svg: str, scale: float) -> bytes:
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise MissingExtra("a PNG picture", "png") from None
    return bytes(svg_to_bytes(svg_string=svg, zoom=scale))


@cache
def _check_fonts() -> None:
    # Without one of these fonts resvg leaves all text out, and says nothing.
    if any(_drawn(PROBE.format(each, "M"), 1.0) == _drawn(PROBE.format(each, ""), 1.0) for each in (SANS, MONO)):
        raise NbauthError(
            "a PNG picture: this machine has no font to draw text with",
            hint="install one (Debian: apt-get install fonts-dejavu-core), or save an .svg",
        )
