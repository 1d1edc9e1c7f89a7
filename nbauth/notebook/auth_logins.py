"""The ways of %auth to log in: a scheme's fields, a Python expression, a netrc file."""

from __future__ import annotations

import re
import sys
import warnings
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError
from IPython.display import display

from ..errors import (
    CredentialsNotFound,
    NetrcNotFound,
    RequestSyntaxError,
    UnresolvedVariable,
)
from ..render.inert import line as line_of
from .alive import cell_id, widget
from .expression import evaluated
from .fields import field_options, field_values, given_fields, option_name
from .line import Line, options_help, parse_line

if TYPE_CHECKING:
    from ..wire.bindings import Login

__all__ = ["filled", "log_in_by_expression", "log_in_by_netrc", "log_in_by_scheme"]

NO_SIGN_IN = "nobody can sign in here"
NO_FORM = "nobody can fill in a form here"
GIVEN = "env:NAME, file:PATH or keyring:SERVICE[/USER]"
ELSEWHERE = f"{GIVEN}, or leave it out to be asked"
NO_NETRC = "give its path: %auth netrc PATH, or set NETRC to it, or log in with %auth basic ORIGIN"

Variables = dict[str, Any]
"""The notebook's variables: what {{name}} stands for, and what an expression can use."""


def log_in_by_scheme(name: str, scheme: Any, rest: str, variables: Variables, shell: Any) -> None:
    """Do %auth SCHEME ORIGIN [OPTIONS]."""
    from ..wire.bindings import parse_space
    from ..wire.log_in import check_name
    from ..wire.sessions import session

    options = field_options(scheme.fields)
    given = parse_line(rest, options)
    if "help" in given:
        about = f"{scheme.about}\n\n" if scheme.about else ""
        print(f"%auth {name} ORIGIN [OPTIONS]\n\n{about}{options_help(options)}")
        return
    if len(given.words) != 1:
        wrong = "an origin is missing" if not given.words else "there is a word too many"
        raise UsageError(f"{wrong}: %auth {name} https://api.example.com [OPTIONS] (%auth {name} -h)")
    # All that can be wrong is said before anybody is asked for a password.
    origin = filled(given.words[0], variables, "an origin")
    parse_space(origin)
    check_name(given.get("as"), "--as")
    if "form" in given or "form" in given.options.values():
        return _show_form(name, scheme, origin, given, variables, shell)
    if hasattr(scheme, "wants_person"):
        typed, sources = given_fields(scheme.fields, given, lambda text, place: filled(text, variables, place))
        if scheme.wants_person({*typed, *sources}):
            return _show_sign_in(origin, typed, given.get("as"), shell)
    values, source = field_values(scheme.fields, given, lambda text, place: filled(text, variables, place))
    login = session().login(origin, scheme(**values), name=given.get("as"), source=source)
    _tell(login, scheme.title)


def _show_sign_in(origin: str, typed: dict[str, str], name: str | None, shell: Any) -> None:
    """Show where somebody signs in with a browser, unless that was kept."""
    from ..oauth2.plan import Plan
    from ..wire.kept_tokens import kept_login
    from ..wire.sessions import session
    from ..wire.sign_in_text import sign_in_by_text

    if typed.get("keep") == "keyring" and (login := kept_login(session(), origin, typed, name)) is not None:
        return _tell(login, "OAuth 2")
    sign_in = widget(shell, "authorize")
    if sign_in is not None:
        display(sign_in(session(), origin, **typed, name=name, cell=cell_id(shell)))  # type: ignore[no-untyped-call]
    elif getattr(shell, "kernel", None) is None and sys.stdin is not None and sys.stdin.isatty():
        sign_in_by_text(session(), origin, typed, name)
    else:
        Plan.of(origin, typed)  # says what is missing
        raise UsageError(f"{NO_SIGN_IN}; use --client-secret-from or --refresh-token-from {GIVEN}")


def _show_form(name: str, scheme: Any, origin: str, given: Line, variables: Variables, shell: Any) -> None:
    """Show a form for what is missing; a cell that needs the login meanwhile ends at once."""
    from ..wire.sessions import session

    typed, sources = given_fields(scheme.fields, given, lambda text, place: filled(text, variables, place))
    form = widget(shell, "form")
    if form is None:
        asked = next(option_name(field.name) for field in scheme.fields if field.secret)
        raise UsageError(f"{NO_FORM}; use --{asked}-from {ELSEWHERE}")
    if named := [field for field, source in sources.items() if source != "form"]:
        raise UsageError(f"--{option_name(named[0])}-from and a form: give one of them")
    made = form(session(), origin, name, values=typed, name=given.get("as") or "", cell=cell_id(shell))
    display(made)  # type: ignore[no-untyped-call]


def log_in_by_expression(rest: str, variables: Variables) -> None:
    """Do %auth use [--as NAME] EXPR ORIGIN: the last word is the origin, the text before it is Python, unsplit."""
    from ..wire.bindings import parse_space
    from ..wire.log_in import check_name
    from ..wire.sessions import session

    name = None
    if found := re.match(r"--as(?:=|\s+)(\S+)\s+", rest):
        name, rest = found[1], rest[found.end() :]
    expression, _, origin = (part.strip() for part in rest.rpartition(" "))
    if not expression:
        raise UsageError("%auth use EXPR ORIGIN: the last word is the origin, the text before it is Python")
    origin = filled(origin, variables, "an origin")
    parse_space(origin)
    check_name(name, "--as")
    auth, problem = evaluated(expression, variables)
    if problem:
        raise UsageError(f"%auth use: the expression fails with {problem}; try it in a cell of its own")
    login = session().login(origin, auth, name=name, source="expression")
    _tell(login, login.scheme)


def log_in_by_netrc(rest: str, variables: Variables) -> None:
    """Do %auth netrc [PATH] [OPTIONS]."""
    from ..schemes.netrc import NetRCAuth
    from ..wire.log_in import check_name
    from ..wire.sessions import session

    fields = tuple(field for field in NetRCAuth.fields if field.name != "file")
    options = field_options(fields)
    given = parse_line(rest, options)
    if "help" in given:
        print(f"%auth netrc [PATH] [OPTIONS]\n\n{options_help(options)}")
        return
    if len(given.words) > 1:
        raise UsageError("there is a word too many: %auth netrc [PATH]; quote a path with blanks in it")
    check_name(given.get("as"), "--as")
    path = filled(given.words[0], variables, "a path") if given.words else None
    values, _ = field_values(fields, given, lambda text, place: filled(text, variables, place))
    missing = False
    # A warning as one line: Python's own way shows where nbauth is installed and a line of its source.
    with warnings.catch_warnings(record=True) as caught:
        try:
            auth = NetRCAuth(path, **values)
        except NetrcNotFound:
            if path is None:
                raise
            missing = True
    for warning in caught:
        print(f"warning: {line_of(str(warning.message))}", file=sys.stderr)
    if missing:
        raise CredentialsNotFound("there is no netrc file at that path", hint=NO_NETRC)
    login = session().login(None, auth, name=given.get("as"), source=f"file:{auth.path}")
    _tell(login, auth.title)


def filled(text: str, variables: Variables, place: str) -> str:
    """Put the notebook's variables into a word of the line; *place* says in an error what it is.

    Raises:
        UsageError: it cannot be done. A magic has one line, so that it needs no line and column.
    """
    from ..core.variables import fill

    failure: UnresolvedVariable | RequestSyntaxError
    try:
        return fill(text, [variables], place)
    except (UnresolvedVariable, RequestSyntaxError) as exc:
        failure = exc
    raise UsageError(f"{place}: {failure.reason}")


def _tell(login: Login, title: str) -> None:
    """Say what is bound to what, and what should be known about it."""
    from ..wire.log_in import notes, told
    from ..wire.sessions import session

    print(told(login, title))
    for note in notes(session(), login):
        print(f"note: {note}")
