"""What the options of a curl command say together: which wins, what is implied, what excludes what."""

from __future__ import annotations

import re

from ..errors import RequestSyntaxError
from .curl_body import Data, FormPart, data_piece, encoded_piece, form_part
from .curl_command import CurlCommand
from .curl_options import BY_NAME
from .shell_words import Word

__all__ = ["Given"]

TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
SECONDS = re.compile(r"[0-9]{1,6}(?:\.[0-9]*)?")
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
IPV6 = re.compile(r"(?<=//)([^/?#]*@)?\[[0-9a-fA-F:.]+(?:%[\w.~-]+)?\]")
TYPOGRAPHIC = "\u201c\u201d\u2018\u2019\u2013\u2014"
GLOB = re.compile(r"(?<!\\)(\{|\}|\[(?!\])|(?<!\[)\])")
IN_BRACES = re.compile(r"\{\{[^{}\n]+\}\}")

VARIABLE = "a variable in a command is $NAME; -g takes braces as they are"

COMPUTED = ("content-length", "transfer-encoding")
"""Headers that follow from the body."""


class Given:
    """Gathers the options of one command; a later one mostly replaces an earlier one, as in curl."""

    def __init__(self) -> None:
        self._url: Word | None = None
        self._headers: list[tuple[str, str]] = []
        self._implied: dict[str, str] = {}
        self._absent: set[str] = set()
        self._data: list[Data] = []
        self._form: list[FormPart] = []
        self._query: list[Data] = []
        self._cookies: list[str] = []
        self._values: dict[str, Word] = {}
        self._flags: dict[str, bool] = {}
        self._notes: dict[str, None] = {}

    def note(self, text: str) -> None:
        """Note something that is done differently."""
        self._notes[text] = None

    # -- options ------------------------------------------------------------------------------------------

    def take(self, name: str, written: str, value: Word, is_on: bool) -> None:
        """Take one option that is understood: its long name, how it is written, its value, and False for --no-."""
        self._look_for_braces(value)
        match name:
            case "url" if value.text[:1] == "@":
                raise value.error("--url @FILE is not supported")
            case "url":
                self.set_url(value)
            case "header":
                self._header(value)
            case "user-agent" | "referer" | "range":
                self._implied_header(name, value)
            case "cookie":
                self._cookie(value, written)
            case "data" | "data-ascii" | "data-raw" | "data-binary":
                self._data.append(data_piece(name, value))
            case "json":
                self._data.append(data_piece(name, value))
                self._flags["json"] = True
            case "data-urlencode":
                self._data.append(encoded_piece(value))
            case "url-query":
                raw = value.text[:1] == "+"
                self._query.append(Data(value, value.text[1:]) if raw else encoded_piece(value))
            case "form" | "form-string":
                self._form.append(form_part(value, literal=name == "form-string"))
                if self._form[-1].ignored:
                    self.note("-F: curl takes a ; for the end of the value; --form-string does not")
            case "basic" | "digest":
                self._flags[name] = is_on
                self._values["scheme"] = value
            case "socks5" | "socks5-hostname":
                scheme = "socks5h" if name == "socks5-hostname" else "socks5"
                self._values["proxy"] = Word(f"{scheme}://{value.text}", value.line, value.column)
            case _ if BY_NAME[name].takes_value:
                self._values[name] = value
            case _:
                self._flags[name] = is_on

    def set_url(self, word: Word) -> None:
        """Take the URL, an argument of its own or that of --url."""
        if self._url is not None:
            hint = "one request a cell; a value with spaces needs quotes around it"
            raise word.error("a second URL", hint)
        if word.text[:1] in tuple(TYPOGRAPHIC):
            raise word.error("a typographic quote or dash", "write ' or \" or -")
        self._look_for_braces(word)
        self._url = word

    def _look_for_braces(self, word: Word) -> None:
        """Tell of what is a variable in a cell: to curl it is text."""
        if "{{" in word.text and IN_BRACES.search(word.text):
            self.note("{{ }}: sent as it is; in a command a variable is $NAME")

    def _header(self, word: Word) -> None:
        if word.text[:1] == "@":
            raise word.error("-H @FILE is not supported", "write the headers into the command")
        name, colon, value = word.text.partition(":")
        if not colon:
            name, semicolon, rest = word.text.partition(";")
            if not semicolon or rest.strip():
                raise word.error("-H takes a header: Name: value")
        if not TOKEN.fullmatch(name):
            raise word.error("-H: this is no header's name")
        if CONTROL.search(value):
            raise word.error("-H: a control character (CR, LF, ...) is in the value")
        if colon and not value.strip():
            if name.lower() == "host":
                raise word.error("-H Host: without a value is not supported", "every request names its host")
            self._absent.add(name.lower())
        elif name.lower() in COMPUTED:
            self.note(f"-H {name}: it is computed from the body")
        else:
            self._headers.append((name, value.strip()))

    def _implied_header(self, name: str, value: Word) -> None:
        text = value.text.removesuffix(";auto") if name == "referer" else value.text
        if CONTROL.search(text):
            raise value.error(f"--{name}: a control character (CR, LF, ...) is in the value")
        if text:
            self._implied[name.title()] = f"bytes={text}" if name == "range" else text
        elif name == "user-agent":
            self._absent.add(name)

    def _cookie(self, word: Word, written: str) -> None:
        if "=" not in word.text and word.text:
            raise word.error(f"{written} with a file of cookies is not supported", "write name=value; name=value")
        if CONTROL.search(word.text):
            raise word.error(f"{written}: a control character (CR, LF, ...) is in the value")
        if word.text:
            self._cookies.append(word.text)

    # -- all together -------------------------------------------------------------------------------------

    def command(self) -> CurlCommand:
        """Return what all options together ask for.

        Raises:
            RequestSyntaxError: they exclude each other, or there is no URL.
        """
        if self._url is None:
            raise RequestSyntaxError("there is no URL", 1, hint="curl https://example.com/")
        flag, values = self._flags.get, self._values
        proxy_user = values.get("proxy-user")
        return CurlCommand(
            self._absolute(self._url),
            self._method(),
            self._all_headers(),
            frozenset(self._absent),
            tuple(self._data) if self._data else None,
            bool(flag("get")) and not self._form,
            tuple(self._form),
            tuple(self._query),
            self._cookie_header(),
            self._user(),
            self._scheme(),
            self._text("oauth2-bearer"),
            self._netrc(),
            bool(flag("netrc-optional")),
            bool(flag("location") or flag("follow")),
            self._max_redirects(),
            not flag("insecure"),
            self._text("cacert"),
            self._proxy(),
            self._pair(proxy_user) if proxy_user else None,
            self._seconds("max-time"),
            self._seconds("connect-timeout"),
            True if flag("http2") else False if flag("http1.1") else None,
            bool(flag("compressed")),
            tuple(self._notes),
        )

    def _absolute(self, word: Word) -> Word:
        """Return the URL with its scheme, and without the backslashes that keep curl from globbing."""
        url = word.text
        if scheme := SCHEME.match(url):
            if scheme[1].lower() not in ("http", "https"):
                raise word.error("this scheme is not supported", "a URL starts with https:// or http://")
        else:
            url = f"http://{url}"
        if re.search(r"[\x00-\x20\x7f]", url):
            raise word.error("white space or a control character in the URL", "write a space as %20")
        if "\u00a0" in url:
            raise word.error("a no-break space, as web pages have them", "write plain spaces between the words")
        if not self._flags.get("globoff"):
            if GLOB.search(IPV6.sub("//", url)):
                reason = "{ } and [ ] in a URL mean several URLs to curl, which are not supported"
                is_variable = IN_BRACES.search(url)
                raise word.error(reason, VARIABLE if is_variable else "-g takes them as they are")
            url = re.sub(r"\\([][{}])", r"\1", url)
        if "\\" in url.partition("?")[0]:
            raise word.error("a backslash in the URL", "write it as %5C")
        if self._flags.get("path-as-is") and re.search(r"/\.\.?(?:/|\Z)", url.partition("?")[0]):
            raise word.error("--path-as-is is not supported", "the . and .. of a path are always resolved")
        return Word(url, word.line, word.column)

    def _method(self) -> str:
        head, data = self._flags.get("head"), self._data and not self._flags.get("get")
        if self._form and self._data:
            raise self._data[-1].word.error("-F and -d exclude each other")
        if head and (data or self._form):
            raise (self._data or self._form)[-1].word.error("-I and a body exclude each other", "-X HEAD")
        if self._query and self._data and self._flags.get("get"):
            raise self._query[-1].word.error("--url-query and -G exclude each other", "use one of them")
        given = self._values.get("request")
        if given is None:
            return "HEAD" if head else "POST" if data or self._form else "GET"
        if not TOKEN.fullmatch(given.text):
            raise given.error("-X takes a method: GET, POST, ...")
        if (self._flags.get("location") or self._flags.get("follow")) and given.text not in ("GET", "HEAD"):
            self.note("-X with -L: a redirect may turn the method into GET, as in browsers")
        return given.text

    def _all_headers(self) -> tuple[tuple[str, str], ...]:
        """Return the headers; what -H says wins over what another option implies."""
        if self._flags.get("json"):
            self._implied |= {"Content-Type": "application/json", "Accept": "application/json"}
        elif self._data and not self._flags.get("get"):
            self._implied["Content-Type"] = "application/x-www-form-urlencoded"
        given = {name.lower() for name, _ in self._headers} | self._absent
        implied = [(name, value) for name, value in self._implied.items() if name.lower() not in given]
        return (*implied, *self._headers)

    def _cookie_header(self) -> str | None:
        given = {name.lower() for name, _ in self._headers} | self._absent
        return ";".join(self._cookies) if self._cookies and "cookie" not in given else None

    def _user(self) -> tuple[str, str | None] | None:
        word = self._values.get("user")
        if word is None:
            return None
        user, colon, password = word.text.partition(":")
        return user, password if colon else None

    def _pair(self, word: Word) -> tuple[str, str]:
        user, colon, password = word.text.partition(":")
        if not colon:
            raise word.error("-U takes user:password")
        return user, password

    def _scheme(self) -> str:
        if self._flags.get("basic") and self._flags.get("digest"):
            raise self._values["scheme"].error("--basic and --digest exclude each other")
        return "digest" if self._flags.get("digest") else "basic"

    def _netrc(self) -> str | None:
        if "netrc-file" in self._values:
            return self._text("netrc-file")
        return "" if self._flags.get("netrc") or self._flags.get("netrc-optional") else None

    def _text(self, name: str) -> str | None:
        return self._values[name].text if name in self._values else None

    def _seconds(self, name: str) -> float | None:
        word = self._values.get(name)
        if word is None:
            return None
        if not SECONDS.fullmatch(word.text):
            raise word.error(f"--{name} takes seconds")
        return float(word.text) or None  # 0 is no limit

    def _max_redirects(self) -> int:
        word = self._values.get("max-redirs")
        if word is None:
            return 50
        if not re.fullmatch(r"-1|[0-9]{1,4}", word.text):
            raise word.error("--max-redirs takes a number")
        return 10_000 if word.text == "-1" else int(word.text)

    def _proxy(self) -> Word | None:
        """Return the proxy; an empty word says that there shall be none."""
        word = self._values.get("noproxy")
        if word is None or not word.text.strip():
            return self._values.get("proxy")
        if word.text.strip() != "*":
            raise word.error("--noproxy with a list is not supported", "--noproxy '*', or set NO_PROXY")
        return Word("", word.line, word.column)
