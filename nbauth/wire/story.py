"""flow: how a response came about, explained, and as a picture.

A record has each token by its name alone. What a JWT says is looked up here, when somebody asks, in what the
session holds at that time: header and claims without the signature, which nothing keeps.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.record import Exchange
from ..core.redact import Redactor
from ..core.redact_exchange import redacted
from ..errors import InvalidField
from ..render.worked.jwt import Jwt, peek
from ..render.worked.reading import authorization, placeholder
from .outside import exchange_of
from .sessions import session as notebooks_session

if TYPE_CHECKING:
    from .session import Session

__all__ = ["Flow", "flow"]


class Flow:
    """How an exchange came about: in a notebook it shows drawn, each leg in a sentence, and each scheme worked.

    Attributes:
        exchange: What it is about.
    """

    def __init__(self, exchange: Exchange, known: Mapping[str, Jwt] | None = None) -> None:
        self.exchange, self._known = exchange, known

    def __repr__(self) -> str:
        from ..render.story import flow_text

        return flow_text(self.exchange, self._known)

    def _repr_html_(self) -> str:
        from ..render.story import flow_html

        return flow_html(self.exchange, self._known)

    def svg(self) -> str:
        """Return the drawing as an SVG document."""
        from ..export.svg import to_svg

        return to_svg(self.exchange)

    def png(self, scale: float = 2.0) -> bytes:
        """Return the drawing as a PNG picture, *scale* times as large.

        Raises:
            MissingExtra: resvg-py is not installed.
        """
        from ..export.png import to_png

        return to_png(self.exchange, scale)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the drawing to a file, as its name says: .svg or .png.

        Raises:
            InvalidField: the name ends in something else.
            MissingExtra: a .png, and resvg-py is not installed.
            OSError: it cannot be written.
        """
        target = Path(path).expanduser()
        match target.suffix.lower():
            case ".svg":
                data = self.svg().encode()
            case ".png":
                data = self.png()
            case _:
                raise InvalidField("path", "let it end in .svg or .png")
        target.write_bytes(data)


def flow(response: Any, session: Session | None = None) -> Flow:
    """Return how a response came about; sends nothing.

    Args:
        response: Any `httpx.Response`, or an `Exchange`. Of one that came through no session little is known.
        session: The one that it came through; without it the notebook's. It is asked what its tokens say.

    Raises:
        TypeError: it is something else; several responses, say.
    """
    session = notebooks_session() if session is None else session
    exchange: Any = response
    if not isinstance(response, Exchange):
        # Not by its class: it may be one of httpx2.
        if not hasattr(response, "extensions"):
            kind = type(response).__name__
            raise TypeError(f"flow takes one response, or one Exchange of a history, and not a {kind}")
        exchange = response.extensions.get("nbauth.exchange")
    if not isinstance(exchange, Exchange):
        exchange = exchange_of(response, session.redactor)
    exchange = redacted(exchange, session.redactor)
    return Flow(exchange, _known(exchange, session))


def _known(exchange: Exchange, session: Session) -> dict[str, Jwt]:
    """Return what the JWTs of an exchange say; none of one that a file or another session has brought."""
    is_ours = any(
        (each.number, each.started) == (exchange.number, exchange.started) for each in reversed(session.history)
    )
    if exchange.imported or not is_ours:
        return {}
    found: dict[str, Jwt] = {}
    for leg in exchange.legs:
        name = placeholder(authorization(leg.request)[1])
        secret = session.vault.get(name)
        jwt = peek(secret.reveal()) if secret is not None else None
        if jwt is not None:
            found[name] = _clean(jwt, session.redactor)
    return found


def _clean(jwt: Jwt, redactor: Redactor) -> Jwt:
    """Return it without any secret that somebody has put into a claim."""
    header, claims = (
        {name: redactor.text(value) for name, value in part.items()} for part in (jwt.header, jwt.claims)
    )
    return replace(jwt, header=header, claims=claims, others=tuple(map(redactor.text, jwt.others)))
