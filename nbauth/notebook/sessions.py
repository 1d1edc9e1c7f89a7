"""Which session a magic works on."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

if TYPE_CHECKING:
    from ..wire.session import Session

__all__ = ["named_session"]


def named_session(name: str | None, variables: dict[str, Any]) -> Session:
    """Return the notebook's session, or the one that a variable or a name says; a new one is said to be."""
    from ..wire.session import Session
    from ..wire.sessions import session, sessions_made

    if name is None:
        return session()
    if isinstance(variables.get(name), Session):
        return variables[name]  # type: ignore[no-any-return]
    if name in variables:
        raise UsageError("--session: the variable of that name holds no nbauth.Session")
    if not name.isidentifier():
        raise UsageError("--session takes a variable that holds a Session, or a name made of letters")
    if name not in sessions_made() and name != "default":
        # On stderr, as --quiet shows nothing else; the name may be a mistake, and is not repeated.
        print("note: no session had that name; a new one begins, without logins", file=sys.stderr)
    return session(name)
