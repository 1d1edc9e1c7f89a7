"""HAR files: written at once or not at all, read and redacted before anything is kept."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from .._http import httpx
from ..core.record import Exchange
from ..core.redact import Redactor
from ..core.secret import Vault
from ..errors import HarSyntaxError
from ..export.har import to_har
from ..export.har_entries import Har, read_har
from ..export.har_in import from_har
from .draft import PLACEHOLDER
from .learn import Learner

if TYPE_CHECKING:
    from .session import Session

__all__ = ["load_har", "write_har"]

OWNER = "har"
"""What the names of secrets begin with that stand in a file: {{har_authorization}}."""

MOST_SECRETS = 10_000


def write_har(path: str | os.PathLike[str], exchanges: Iterable[Exchange]) -> None:
    """Write the exchanges as a HAR file, in place of one that is there.

    Only its owner can read it: there are no credentials in it, but all that a login lets its owner see. It is
    complete or not there at all.

    Raises:
        OSError: it cannot be written.
    """
    # Where a link points, so that the link stays.
    target = Path(os.path.realpath(Path(path).expanduser()))
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    text = json.dumps(to_har(exchanges), indent=2, ensure_ascii=False)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")  # mode 0600
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def load_har(path: str | os.PathLike[str], session: Session) -> tuple[list[Exchange], list[str]]:
    """Return the exchanges of a HAR file, without numbers, and what was left out of them.

    Whatever stands in the file where credentials stand is redacted, and is not kept by the session either.

    Raises:
        OSError: it cannot be read.
        HarSyntaxError: it is no HAR file; nothing of it is used.
    """
    har = read_har(_parsed(Path(path).expanduser().read_bytes()))
    redactor = Redactor(_vault_of(har, session))
    return from_har(har, redactor, body_limit=session.body_limit), har.left_out


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


def _vault_of(har: Har, session: Session) -> Vault:
    """Return what the session knows and, as `Learner` finds it, what stands in the file: for redaction only.

    So a token that one entry hands out is found in all others, whatever it is called there.
    """
    vault = Vault(learned_limit=MOST_SECRETS)
    for known in session.vault.known():
        vault.learn(known.name, known.secret.reveal(), usernames=known.usernames)
    learner = Learner(vault)
    for entry in har.entries:
        sent = [(name.encode(), value.encode()) for name, value in entry.request.headers]
        learner.own_request(httpx.Request("POST", "http://-/", headers=sent, content=entry.request.content), OWNER)
        if entry.response is not None:
            received = [(name.encode(), value.encode()) for name, value in entry.response.headers]
            learner.response(httpx.Response(entry.status, headers=received), entry.response.content, OWNER)
    # What is redacted already, in a file of nbauth's own, is no secret.
    vault.forget([name for name in vault if PLACEHOLDER.search(vault[name].reveal())])
    return vault
