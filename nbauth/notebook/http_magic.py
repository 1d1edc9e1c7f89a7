"""%http and %%http."""

from __future__ import annotations

import keyword
import re
from typing import TYPE_CHECKING, Any

from IPython.core.async_helpers import get_asyncio_loop
from IPython.core.error import UsageError
from IPython.core.magic import line_cell_magic, magics_class, no_var_expand
from IPython.display import display

from ..errors import LoginStillOpen, RequestFailed
from ..render.inert import inert, short
from ..wire.failure import in_words
from .alive import cell_id
from .expression import evaluated
from .line import Line, Option, options_help, parse_line
from .magics import NotebookMagics
from .sessions import named_session
from .settings import settings
from .view import FlowView, waiting_for

if TYPE_CHECKING:
    from ..core.record import Exchange
    from ..wire.cell import Cell
    from ..wire.curl import Curl
    from ..wire.session import Session

__all__ = ["HttpMagics"]

HTTP_OPTIONS = (
    Option("auth", "NAME|EXPR|none", "A login by its name, a Python expression, or no auth at all."),
    Option("timeout", "S", "Seconds to wait for the server."),
    Option("no-redirects", help="Show a redirect instead of following it."),
    Option("check", help="Stop with an error on a 4xx or 5xx."),
    Option("dry-run", help="Show what would be sent; send nothing."),
    Option("quiet", help="Show nothing."),
    Option("flow", help="Explain the flow: each request, what changed, how each answer is computed."),
    Option("async", help="Send on the notebook's own loop, where its locks, tasks and async clients belong."),
    Option("session", "NAME", "Another session: a variable, or a name for nbauth.session(NAME)."),
)

HTTP_USAGE = """\
%http [NAME <<] [OPTIONS] METHOD URL     send one request without a body
%%http [NAME <<] [OPTIONS]               send the requests written in the cell:

    @base = https://api.example.com

    # @name login
    POST {{base}}/login
        ?page=2
    Content-Type: application/json

    {"name": "{{variable}}"}

    ###
    GET {{base}}/items/{{login.response.body.$.id}}

NAME << puts the response into a variable instead of showing it; of several requests, all of them:
NAME[0], NAME["login"]. Comments say more about their request, and win over the options:
# @name, # @no-redirect, # @timeout S, # @auth NAME|none, # @prompt NAME [TEXT]

In place of all that, a curl command as browsers copy it: it is run, and shown as such a cell. Its credentials
become a login for the origin of its URL."""

HTTP_HELP = f"{HTTP_USAGE}\n\n{options_help(HTTP_OPTIONS)}"

TARGET = re.compile(r"\s*(\S*?)\s*<<(?:\s+|$)")
CURL = re.compile(r"\s*((?:--\S+\s+(?:[^-\s]\S*\s+)??)*)(curl(?:\.exe)?(?:\s.*)?)", re.DOTALL)
"""Options of ours, then a curl command with its own."""


@magics_class
class HttpMagics(NotebookMagics):
    """Send requests."""

    @no_var_expand
    @line_cell_magic
    def http(self, line: str, cell: str | None = None) -> Any:
        name = None
        if found := TARGET.match(line):
            name, line = found[1], line[found.end() :]
            if not name.isidentifier() or keyword.iskeyword(name):
                raise UsageError("what stands before << is a variable's name: %http r << GET URL")
        if cell is None and (found := CURL.fullmatch(line)):
            line, cell = found.groups()
        given = parse_line(line, HTTP_OPTIONS)
        if "help" in given:
            print(HTTP_HELP)
            return None
        if cell is None and not given.words:
            raise UsageError("what to send? %http GET https://example.com (%http -h)")
        if cell is not None and given.words:
            raise UsageError("%%http [NAME <<] [OPTIONS] is its line; METHOD and URL go into the cell")
        return self._run(" ".join(given.words) if cell is None else cell, given, name)

    def _run(self, text: str, given: Line, name: str | None) -> Any:
        """Send what is written in *text*; return what shall be shown."""
        session = named_session(given.get("session"), self._variables)
        options = self._options(given, session)
        if "dry-run" in given:
            from ..wire.dry_run import dry_run

            with in_words(session):
                print(inert(dry_run(session, text, **options)))
            return None
        is_silent = name is not None or "quiet" in given
        cell, failure = self._sent(session, text, options, is_async="async" in given, is_silent=is_silent)
        came = cell.responses[0] if len(cell.drafts) == 1 else cell.responses
        shown = None
        if name is not None:
            self._variables[name] = came
        elif "quiet" not in given:
            shown = FlowView(cell.responses) if "flow" in given else came
        failure = failure or self._open_login(came)
        if failure is not None:
            if shown is not None:
                display(shown)  # type: ignore[no-untyped-call]
            raise failure
        return shown

    def _open_login(self, came: Any) -> UsageError | None:
        """Return what ends a cell whose request needs the login whose form is open in another one."""
        found = waiting_for(came)
        if found is None or not found.is_open_elsewhere(cell_id(self.shell)):
            return None
        return UsageError(
            f"{found.origin} answered {found.response.status_code}, and the form for its login is open in another"
            " cell: fill it in, or press Not now there, or use %auth; then run this cell again"
        )

    def _options(self, given: Line, session: Session) -> dict[str, Any]:
        options: dict[str, Any] = {"variables": self._variables, "check": "check" in given}
        options["follow_redirects"] = "no-redirects" not in given and settings(self.shell).follow_redirects
        if "auth" in given:
            options["auth"] = self._auth(str(given.get("auth")), session)
        if "timeout" in given:
            options["timeout"] = _seconds(str(given.get("timeout")))
        return options

    def _sent(
        self, session: Session, text: str, options: dict[str, Any], *, is_async: bool, is_silent: bool
    ) -> tuple[Cell | Curl, BaseException | None]:
        """Send the requests; return them with the responses that came, and what stopped them where some did."""
        from ..wire.cell import Cell
        from ..wire.text import read_cell

        cell: Cell | Curl | None = None
        try:
            with in_words(session):
                client = session.async_client if is_async else session.client
                cell = read_cell(session, text, client, **options)
                if not (is_silent or isinstance(cell, Cell)):
                    print(cell.text)  # what the curl command is as a cell
                # Here the notebook waits.
                cell.send(loop=get_asyncio_loop() if is_async else None)  # type: ignore[no-untyped-call]
        except (Exception, KeyboardInterrupt) as exc:
            failure: BaseException = exc
        else:
            return cell, None
        # Outside of the except clause: httpx's error would be the context of ours.
        failure = _checked(failure, cell)
        if cell is None or not cell.responses:
            raise failure
        return cell, failure

    def _auth(self, text: str, session: Session) -> Any:
        if text == "none":
            return None
        if text in session.logins:
            return session.logins[text]
        auth, problem = evaluated(text, self._variables)
        if not problem and not isinstance(auth, str):
            return auth
        problem = problem or "it is only text"
        known = ", ".join(session.logins) or "none"
        quotes = "; an expression with quotes or spaces goes into quotes: --auth \"f('x')\"" if "(" in text else ""
        raise UsageError(
            f"--auth: no login has that name, and as Python it fails ({problem}); logins: {known}{quotes}"
        )

    # What %http? shows.
    http.__doc__ = f"Send requests and show the responses.\n\n{HTTP_HELP}"


def _checked(failure: BaseException, cell: Cell | Curl | None) -> BaseException:
    """Return what shall be raised for *failure*: an error status in words, and which request of several it was."""
    from .._http import httpx

    if isinstance(failure, httpx.HTTPStatusError):
        from ..render.words import outcome

        exchange: Exchange = failure.response.extensions["nbauth.exchange"]
        sent = exchange.legs[-1].request
        failure = RequestFailed(f"{sent.method} {short(sent.url, 200)}: the server answered {outcome(exchange)}")
    if cell is not None and not hasattr(failure, "responses"):
        cell.failed(failure)
    if isinstance(failure, LoginStillOpen):
        # One line that stops "Run all", as other mistakes do.
        return UsageError(failure.message)
    return failure


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e6:
        raise UsageError("--timeout takes seconds: --timeout 2.5")
    return seconds
