"""%auth: who you are where."""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Callable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_magic, magics_class, no_var_expand

from ..errors import CredentialsNotFound, InvalidField, NbauthError, NetrcNotFound
from ..registry import Registry
from ..render.inert import line as line_of
from ..render.inert import short
from .failure import in_words
from .fields import AS, field_options, field_values
from .line import Option, options_help, parse_line

if TYPE_CHECKING:
    from ..wire.bindings import Login
    from ..wire.session import Session

__all__ = ["AuthMagics"]

USAGE = """\
%auth                                   who you are where
%auth SCHEME ORIGIN [OPTIONS]           bind credentials to an origin: https://api.example.com
%auth netrc [PATH]                      bind every machine of a netrc file
%auth use [--as NAME] EXPR ORIGIN       bind what a Python expression gives: any auth that httpx takes
%auth list                              the logins, never a value
%auth forget NAME | --all               log out
%auth explain URL                       which login would be used there, and why; sends nothing
%auth test NAME [URL]                   ask the server, without and with the login
%auth -h, --help                        this, and the schemes; also after a command or a scheme"""

ALL = Option("all", help="All logins.")
COMMANDS = ("list", "use", "forget", "explain", "test")
NO_NETRC = "give its path: %auth netrc PATH, or set NETRC to it, or log in with %auth basic ORIGIN"
PLAIN = "note: over plain http, everybody on the way can read it"


@magics_class
class AuthMagics(Magics):
    """Log in, look, log out."""

    @no_var_expand
    @line_magic
    def auth(self, line: str) -> None:
        first, _, rest = line.strip().partition(" ")
        commands: dict[str, Callable[[str], None]] = {
            "": self._overview,
            "list": self._list,
            "use": self._use,
            "netrc": self._netrc,
            "forget": self._forget,
            "explain": self._explain,
            "test": self._test,
            "-h": self._help,
            "--help": self._help,
        }
        if first in commands:
            commands[first](rest.strip())
        else:
            self._login(first, rest)

    # What %auth? shows.
    auth.__doc__ = f"Bind credentials to an origin, and see who you are where.\n\n{USAGE}"

    # -- looking ------------------------------------------------------------------------------------------

    def _help(self, rest: str) -> None:
        print(f"{USAGE}\n\nschemes: {', '.join(name for name in _schemes() if name != 'netrc')}; %auth SCHEME -h")

    def _overview(self, rest: str) -> None:
        self._list(rest)
        print("\nto log in:  %auth SCHEME ORIGIN   for example  %auth basic https://api.example.com --username ada")
        print(f"schemes:    {', '.join(_schemes())}   (%auth -h tells more)")

    def _list(self, rest: str) -> None:
        given = parse_line(rest, ())
        if "help" in given:
            return _command_help("list")
        if given.words:
            raise UsageError("%auth list takes nothing more")
        rows = [
            (login.name, login.scheme, login.origin, login.username or "", login.source)
            for login in _session().logins.values()
        ]
        if not rows:
            print("no logins")
            return
        rows.insert(0, ("name", "scheme", "origin", "user", "source"))
        cells = [[short(cell, 60) for cell in row] for row in rows]
        widths = [max(len(row[column]) for row in cells) for column in range(5)]
        for row in cells:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())

    def _explain(self, rest: str) -> None:
        given = parse_line(rest, ())
        if "help" in given:
            return _command_help("explain")
        words = given.words
        if len(words) != 1:
            raise UsageError("%auth explain URL")
        print(_session().explain(self._url(words[0])))

    def _test(self, rest: str) -> None:
        given = parse_line(rest, ())
        if "help" in given:
            return _command_help("test")
        words = given.words
        if not 1 <= len(words) <= 2:
            raise UsageError("%auth test NAME [URL]")
        session = _session()
        login: Any = _login(session, words[0])
        if len(words) == 1 and "://" not in login.origin:
            raise UsageError(f"the login {login.name} is for more than one place: %auth test {login.name} URL")
        url = self._url(words[1]) if len(words) == 2 else login.origin
        with in_words(session):
            without = session.client.get(url, auth=None, follow_redirects=False)
            answer = session.client.get(url, auth=login, follow_redirects=False)
        words_of = [f"{one.status_code} {short(one.reason_phrase, 40)}".strip() for one in (without, answer)]
        if answer.status_code in (401, 403):
            verdict = "refused"
        elif without.status_code in (401, 403):
            verdict = "accepted"
        else:
            verdict = "nothing there asks for a login; try the URL of something that does"
        print(f"without: {words_of[0]}\n{login.name}: {words_of[1]}\n{verdict}")

    # -- logging in ---------------------------------------------------------------------------------------

    def _login(self, name: str, rest: str) -> None:
        schemes = _schemes()
        if name not in schemes:
            # Not quoted: it may be a pasted URL or token.
            near = get_close_matches(name.lower(), [*schemes, *COMMANDS], n=1)
            guess = f"; did you mean {near[0]}?" if near else ""
            known = f"a scheme: {', '.join(schemes)}, or a command: {', '.join(COMMANDS)}"
            raise UsageError(f"the first word is {known}{guess} (%auth -h)")
        scheme = schemes[name]
        options = field_options(scheme.fields)
        given = parse_line(rest, options)
        if "help" in given:
            print(f"%auth {name} ORIGIN [OPTIONS]\n\n{options_help(options)}")
            return
        if len(given.words) != 1:
            missing = "an origin is missing" if not given.words else "there is more than one origin"
            raise UsageError(f"{missing}: %auth {name} https://api.example.com --FIELD VALUE")
        # All that can be wrong is said before anybody is asked for a password.
        from ..wire.bindings import parse_space

        origin = self._fill(given.words[0], "an origin")
        space = parse_space(origin)
        _check_name(given.get("as"))
        values, source = field_values(scheme.fields, given, self._fill)
        login = _session().login(origin, scheme(**values), name=given.get("as"), source=source)
        _tell(login, scheme.title)
        if name != "digest" and space.origin and space.origin.scheme == "http" and not space.origin.is_loopback:
            print(PLAIN)

    def _use(self, rest: str) -> None:
        if rest.partition(" ")[0] in ("-h", "--help"):
            return _command_help("use", AS)
        name = None
        if found := re.match(r"--as(?:=|\s+)(\S+)\s+", rest):
            name, rest = found[1], rest[found.end() :]
        expression, _, origin = (part.strip() for part in rest.rpartition(" "))
        if not expression:
            raise UsageError("%auth use EXPR ORIGIN: the last word is the origin, the text before it is Python")
        from ..wire.bindings import parse_space

        origin = self._fill(origin, "an origin")
        parse_space(origin)
        _check_name(name)
        problem, auth = "", None
        try:
            auth = eval(expression, self._variables)  # noqa: S307 - it is the user's own notebook
        except NbauthError:
            raise
        except Exception as exc:
            problem = type(exc).__name__
        if problem:
            # Outside of the except clause: the message of a NameError quotes the text.
            raise UsageError(f"%auth use: the expression fails with {problem}")
        login = _session().login(origin, auth, name=name, source="expression")
        _tell(login, login.scheme)

    def _netrc(self, rest: str) -> None:
        from ..schemes.netrc import NetRCAuth

        fields = tuple(field for field in NetRCAuth.fields if field.name != "file")
        options = field_options(fields)
        given = parse_line(rest, options)
        if "help" in given:
            print(f"%auth netrc [PATH] [OPTIONS]\n\n{options_help(options)}")
            return
        if len(given.words) > 1:
            raise UsageError("%auth netrc [PATH]")
        _check_name(given.get("as"))
        path = self._fill(given.words[0], "a path") if given.words else None
        values, _ = field_values(fields, given, self._fill)
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
        login = _session().login(None, auth, name=given.get("as"), source=f"file:{auth.path}")
        _tell(login, auth.title)

    def _forget(self, rest: str) -> None:
        given = parse_line(rest, (ALL,))
        if "help" in given:
            return _command_help("forget", ALL)
        if len(given.words) + ("all" in given) != 1:
            raise UsageError("%auth forget NAME, or %auth forget --all")
        session = _session()
        if "all" in given:
            session.logout()
        else:
            session.logout(_login(session, given.words[0]).name)

    @property
    def _variables(self) -> dict[str, Any]:
        shell: Any = self.shell
        return shell.user_ns  # type: ignore[no-any-return]

    # -- words --------------------------------------------------------------------------------------------

    def _fill(self, text: str, place: str) -> str:
        from ..core.variables import fill

        return fill(text, [self._variables], place)

    def _url(self, text: str) -> str:
        from ..wire.cell import url_problem

        url = self._fill(text, "a URL")
        problem, hint = url_problem(url)
        if problem:
            raise UsageError(f"{problem}; {hint}" if hint else problem)
        return url


def _session() -> Session:
    from ..wire.sessions import session

    return session()


def _schemes() -> Registry:
    return Registry("scheme")


def _login(session: Session, name: str) -> Login:
    if name not in session.logins:
        raise UsageError(f"no login has that name; known: {', '.join(session.logins) or 'none'}")
    return session.logins[name]


def _check_name(name: str | None) -> None:
    from ..core.secret import NAME
    from ..wire.session import RESERVED

    if name is not None and (not NAME.fullmatch(name) or name in RESERVED):
        raise InvalidField("--as", "use letters, digits and _, and no word that %auth knows")


def _command_help(name: str, *options: Option) -> None:
    usage = next(line for line in USAGE.splitlines() if line.startswith(f"%auth {name} "))
    print(f"{usage}\n\n{options_help(options)}")


def _tell(login: Login, title: str) -> None:
    """Say what is bound to what, and what of it is too short to be hidden everywhere."""
    user = f", user {short(login.username, 60)}" if login.username else ""
    print(f"{login.name}: {short(title, 40)} for {login.origin}{user}, from {short(login.source, 80)}")
    weak = _session().redactor.by_place_only
    for name in login.secrets:
        if name in weak:
            print(
                f"note: {name} is shorter than 6 characters: it is hidden only where credentials stand, not"
                " everywhere it appears"
            )
