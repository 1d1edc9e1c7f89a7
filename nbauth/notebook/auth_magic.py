"""%auth: who you are where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError
from IPython.core.magic import line_magic, magics_class, no_var_expand
from IPython.display import display

from ..registry import Registry
from ..render.inert import inert, short
from ..wire.failure import in_words
from .alive import widget
from .auth_list import login_table
from .auth_logins import filled, log_in_by_expression, log_in_by_netrc, log_in_by_scheme
from .fields import AS
from .guard import guard_state
from .line import Line, Option, options_help, parse_line
from .magics import NotebookMagics

if TYPE_CHECKING:
    from ..wire.bindings import Login
    from ..wire.session import Session

__all__ = ["ALL", "COMMANDS", "AuthMagics"]

USAGE = """\
%auth                                   who you are where: a panel in the page
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


@magics_class
class AuthMagics(NotebookMagics):
    """Log in, look, log out."""

    @no_var_expand
    @line_magic
    def auth(self, line: str) -> None:
        first, rest = (*line.split(maxsplit=1), "", "")[:2]
        match first:
            case "":
                self._overview()
            case "-h" | "--help":
                self._help()
            case "list":
                self._list(rest)
            case "use":
                self._use(rest)
            case "netrc":
                log_in_by_netrc(rest, self._variables)
            case "forget":
                self._forget(rest)
            case "explain":
                self._explain(rest)
            case "test":
                self._test(rest)
            case _:
                log_in_by_scheme(first, _scheme(first), rest, self._variables, self.shell)

    # What %auth? shows.
    auth.__doc__ = f"Bind credentials to an origin, and see who you are where.\n\n{USAGE}"

    def _help(self) -> None:
        names = ", ".join(name for name in Registry("scheme") if name != "netrc")
        print(f"{USAGE}\n\nschemes: {names}; %auth SCHEME -h")

    def _overview(self) -> None:
        panel = widget(self.shell, "panel")
        if panel is not None:
            return display(panel(_session(), _told()))  # type: ignore[no-untyped-call,no-any-return]
        print(_told())

    def _list(self, rest: str) -> None:
        given = _parsed("list", rest)
        if given is None:
            return
        if given.words:
            raise UsageError("%auth list takes nothing more")
        print(login_table(_session()))
        if state := guard_state(self.shell):
            print(state)

    def _use(self, rest: str) -> None:
        if rest.partition(" ")[0] in ("-h", "--help"):
            _command_help("use", AS)
        else:
            log_in_by_expression(rest, self._variables)

    def _forget(self, rest: str) -> None:
        given = _parsed("forget", rest, ALL)
        if given is None:
            return
        if len(given.words) + ("all" in given) != 1:
            raise UsageError("which one? %auth forget NAME, or %auth forget --all")
        from ..wire.log_out import log_out

        session = _session()
        for said in log_out(session, None if "all" in given else _login(session, given.words[0]).name):
            print(inert(said))

    def _explain(self, rest: str) -> None:
        given = _parsed("explain", rest)
        if given is None:
            return
        if len(given.words) != 1:
            raise UsageError("give one URL: %auth explain URL")
        print(inert(_session().explain(self._url(given.words[0]))))

    def _test(self, rest: str) -> None:
        from ..wire.blocking import send

        given = _parsed("test", rest)
        if given is None:
            return
        words = given.words
        if not 1 <= len(words) <= 2:
            raise UsageError("give a login, and a URL where it has more than one place: %auth test NAME [URL]")
        session = _session()
        login: Any = _login(session, words[0])
        if len(words) == 1 and "://" not in login.origin:
            raise UsageError(f"the login {login.name} is for more than one place: %auth test {login.name} URL")
        url = self._url(words[1]) if len(words) == 2 else login.origin
        with in_words(session):
            without = session.client.get(url, auth=None, follow_redirects=False)
            request = session.client.build_request("GET", url)
            answer = send(session, request, auth=login, follow_redirects=False)  # one that is async only too
        words_of = [f"{one.status_code} {short(one.reason_phrase, 40)}".strip() for one in (without, answer)]
        if answer.status_code in (401, 403):
            verdict = "refused"
        elif without.status_code in (401, 403):
            verdict = "accepted"
        else:
            verdict = "nothing there asks for a login; try the URL of something that does"
        print(f"without: {words_of[0]}\n{login.name}: {words_of[1]}\n{verdict}")

    def _url(self, text: str) -> str:
        from ..wire.target import url_problem

        url = filled(text, self._variables, "a URL")
        problem, hint = url_problem(url)
        if problem:
            raise UsageError(f"{problem}; {hint}" if hint else problem)
        return url


def _session() -> Session:
    from ..wire.sessions import session

    return session()


def _told() -> str:
    """Return who you are where, and how to log in."""
    return (
        f"{login_table(_session())}\n\n"
        "to log in:  %auth SCHEME ORIGIN   for example  %auth basic https://api.example.com --username ada\n"
        f"schemes:    {', '.join(Registry('scheme'))}   (%auth -h tells more)"
    )


def _scheme(name: str) -> Any:
    from difflib import get_close_matches

    schemes = Registry("scheme")
    if name not in schemes:
        # Not quoted: it may be a pasted URL or token.
        near = get_close_matches(name.lower(), [*schemes, *COMMANDS], n=1)
        guess = f"; did you mean {near[0]}?" if near else ""
        known = f"a scheme: {', '.join(schemes)}, or a command: {', '.join(COMMANDS)}"
        raise UsageError(f"the first word is {known}{guess} (%auth -h)")
    return schemes[name]


def _login(session: Session, name: str) -> Login:
    from difflib import get_close_matches

    if name not in session.logins:
        near = get_close_matches(name, session.logins, n=2)
        told = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(session.logins) or 'none'}"
        raise UsageError(f"no login has that name; {told}")
    return session.logins[name]


def _parsed(command: str, rest: str, *options: Option) -> Line | None:
    """Return what follows a command; None when it asked for help, which it then has."""
    given = parse_line(rest, options)
    if "help" not in given:
        return given
    _command_help(command, *options)
    return None


def _command_help(name: str, *options: Option) -> None:
    usage = next(line for line in USAGE.splitlines() if line.startswith(f"%auth {name} "))
    print(f"{usage}\n\n{options_help(options)}")
