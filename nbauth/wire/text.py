"""What a text asks for, requests or a curl command, and the way to send it: what `session.run` does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..errors import UnresolvedVariable
from .cell import Cell

if TYPE_CHECKING:
    from .._http import httpx
    from .curl import Curl
    from .responses import Responses
    from .session import Session

__all__ = ["arun", "read_cell", "run"]


def run(session: Session, text: str, *, async_: bool = False, **options: Any) -> httpx.Response | Responses:
    """Send the requests that are written in *text*, one after the other, or run a curl command; options: `Cell`.

    Args:
        async_: Send with the session's async client, on the loop that runs here, as a notebook's does: what belongs
            to that loop (locks, tasks, connections) can be used by hooks and auths. See `nbauth.wire.runner`.

    Returns:
        The response; where there are several requests, all of them, by their names too.

    Raises:
        RequestSyntaxError, UnresolvedVariable, InvalidAuth, CredentialsNotFound: a request cannot be made. Of what
            can be known before, nothing was sent.
        httpx.HTTPError: a request failed; httpx.HTTPStatusError with *check*. The requests after it were not sent.
        The responses that came before are in the error's ``responses``.
    """
    with _says_where_variables_come_from(options):
        return read_cell(session, text, session.async_client if async_ else session.client, **options).send()


async def arun(session: Session, text: str, **options: Any) -> httpx.Response | Responses:
    """Send the requests that are written in *text* with the session's async client; see `run`."""
    with _says_where_variables_come_from(options):
        return await read_cell(session, text, session.async_client, **options).asend()


@contextmanager
def _says_where_variables_come_from(options: Mapping[str, Any]) -> Iterator[None]:
    """A magic has the notebook's variables; who calls a method gives its own."""
    try:
        yield
    except UnresolvedVariable as exc:
        if "variables" not in options:
            exc.hint = "variables=globals() lets the text use the notebook's variables"
        raise


def read_cell(session: Session, text: str, client: Any, **options: Any) -> Cell | Curl:
    """Return one run of a cell: of the requests that are written in it, or of a curl command; options: `Cell`.

    Raises:
        RequestSyntaxError: the text holds neither; nothing was sent.
    """
    if "curl" in text:
        from ..core.curl_text import is_curl

        if is_curl(text):
            from .curl import Curl

            return Curl(session, text, client, **options)
    return Cell(session, text, client, **options)
