"""HAR files: written at once or not at all, read and redacted before anything is kept."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from .._http import httpx
from ..core.record import Exchange
from ..core.redact import Redactor
from ..errors import HarSyntaxError
from ..export.har import to_har
from ..export.har_entries import Har, read_har
from ..export.har_in import from_har
from .file_secrets import FileSecrets
from .private_file import write_private

if TYPE_CHECKING:
    from .session import Session

__all__ = ["load_har", "write_har"]

OWNER = "har"
"""What the names of secrets begin with that stand in a file: {{har_authorization}}."""

HOST = re.compile(r"://(?:[^/?#]*@)?([^/?#@:]*)")
"""The first one in a URL; of an IPv6 address only a part, which is ASCII."""


def write_har(path: str | os.PathLike[str], exchanges: Iterable[Exchange]) -> None:
    """Write the exchanges as a HAR file, in place of one that is there.

    Only its owner can read it: there are no credentials in it, but all that a login lets its owner see. It is
    complete or not there at all.

    Raises:
        OSError: it cannot be written.
    """
    write_private(path, [json.dumps(to_har(exchanges), indent=2, ensure_ascii=False)])


def load_har(path: str | os.PathLike[str], session: Session) -> tuple[list[Exchange], list[str]]:
    """Return the exchanges of a HAR file, without numbers, and what was left out of them.

    Whatever stands in the file where credentials stand is redacted, and is not kept by the session either.

    Raises:
        OSError: it cannot be read.
        HarSyntaxError: it is no HAR file; nothing of it is used.
    """
    har = read_har(_parsed(Path(path).expanduser().read_bytes()))
    for entry in har.entries:
        entry.url = _in_ascii(entry.url)
    return from_har(har, _redactor_of(har, session), body_limit=session.body_limit), har.left_out


def _parsed(content: bytes) -> object:
    problem = ""
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        problem = "it is not in UTF-8"
    except json.JSONDecodeError as exc:
        problem = f"it is no JSON, from line {exc.lineno}, column {exc.colno}"
    except (ValueError, RecursionError):
        problem = "it is no JSON that can be read"
    # Outside of the except clause: the parser's errors hold the whole text.
    raise HarSyntaxError(problem)


def _in_ascii(url: str) -> str:
    """Return *url* with its host as it goes over the wire: in punycode no name looks like another."""
    found = HOST.search(url)
    if found is None or found[1].isascii():
        return url
    before, host, after = url[: found.start(1)], found[1], url[found.end(1) :]
    try:
        return before + httpx.URL(f"http://{host}").raw_host.decode() + after
    except httpx.InvalidURL:
        return before + quote(host) + after  # nothing that a browser could have asked


def _redactor_of(har: Har, session: Session) -> Redactor:
    secrets = FileSecrets(session.vault, OWNER)
    for entry in har.entries:
        secrets.request(entry.request.headers, entry.request.content)
        if entry.response is not None:
            secrets.response(entry.status, entry.response.headers, entry.response.content)
    return secrets.redactor()
