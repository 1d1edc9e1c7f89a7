"""The error tree, and each error's exact words: they are what people read in a notebook."""

from __future__ import annotations

import inspect
import re

import pytest

from nbauth import errors
from nbauth.errors import (
    BodyNotReplayable,
    ChallengeRefused,
    ChallengeSyntaxError,
    CredentialsNotFound,
    HarSyntaxError,
    HistorySyntaxError,
    InvalidAuth,
    InvalidField,
    InvalidOrigin,
    LoginStillOpen,
    MissingExtra,
    NbauthError,
    NetrcNotFound,
    NetrcSyntaxError,
    OAuthError,
    ParseError,
    RedirectRefused,
    RequestFailed,
    RequestSyntaxError,
    ServerNotAuthentic,
    UnknownName,
    UnresolvedVariable,
)

TEXTS = [
    (NbauthError("what went wrong"), "what went wrong"),
    (ParseError("not a list"), "not a list"),
    (ChallengeSyntaxError("expected =", 7), "WWW-Authenticate: expected = at position 7"),
    (
        ChallengeSyntaxError("expected =", 0, header="Authorization"),
        "Authorization: expected = at position 0",
    ),
    (RequestSyntaxError("no such method", 3, 5), "line 3, column 5: no such method"),
    (
        RequestSyntaxError("no such method", 3, 5, source="GET X"),
        "line 3, column 5: no such method\n  GET X\n      ^",
    ),
    (HarSyntaxError("it is no JSON"), "the HAR file: it is no JSON"),
    (HarSyntaxError("request.url is missing", 3), "the HAR file, entry 3: request.url is missing"),
    (HistorySyntaxError("it is no object", 3), "the history file, line 3: it is no object"),
    (NetrcSyntaxError("a quote is not closed", "~/.netrc", 4), "~/.netrc, line 4: a quote is not closed"),
    (
        UnresolvedVariable("token", 3, 9, ["user", "base"]),
        "line 3, column 9: nothing defines {{token}}; known: base, user",
    ),
    (
        UnresolvedVariable("tokn", 1, 1, ["user", "token"]),
        "line 1, column 1: nothing defines {{tokn}}; did you mean: token",
    ),
    (
        UnresolvedVariable("TOKN", 1, 7, ["TOKEN"], written="$TOKN"),
        "line 1, column 7: nothing defines $TOKN; did you mean: TOKEN",
    ),
    (UnresolvedVariable("X", 1, 7, ["HOME"], written="$X"), "line 1, column 7: nothing defines $X"),
    (UnresolvedVariable("token", 1, 1, []), "line 1, column 1: nothing defines {{token}}; known: none"),
    (UnknownName("scheme", "kerberos", ["digest", "basic"]), "no scheme is named 'kerberos'; known: basic, digest"),
    (UnknownName("scheme", "bsic", ["digest", "basic"]), "no scheme is named 'bsic'; did you mean basic?"),
    (UnknownName("login", "api", []), "no login is named 'api'; known: none"),
    (InvalidField("username", "it is empty"), "username: it is empty"),
    (InvalidOrigin("no host"), "not an origin: no host"),
    (InvalidAuth("a tuple of three"), "a tuple of three"),
    (CredentialsNotFound("env:TOKEN is not set"), "env:TOKEN is not set"),
    (NetrcNotFound("~/.netrc"), "there is no netrc file at ~/.netrc"),
    (BodyNotReplayable("the body is a generator"), "the body is a generator"),
    (ChallengeRefused("Digest without a nonce"), "Digest without a nonce"),
    (ServerNotAuthentic("rspauth is wrong"), "rspauth is wrong"),
    (RedirectRefused("307 to http://other.example"), "307 to http://other.example"),
    (RequestFailed("GET http://a.example: refused"), "GET http://a.example: refused"),
    (MissingExtra("keyring:", "keyring"), "keyring: needs an optional package"),
    (
        OAuthError("https://as.example refuses: invalid_grant", "invalid_grant"),
        "https://as.example refuses: invalid_grant",
    ),
    (
        LoginStillOpen("https://a.example"),
        "https://a.example waits for a login: fill in its form, or press Not now there, or use %auth SCHEME"
        " https://a.example;"
        " then run this cell again",
    ),
]

HINTS = [
    (NbauthError("no hint"), None),
    (NbauthError("a hint", hint="do this"), "do this"),
    (InvalidOrigin("no host"), "write an origin like https://api.example.com or http://127.0.0.1:8000"),
    (MissingExtra("keyring:", "keyring"), "pip install 'nbauth[keyring]'"),
    (UnresolvedVariable("a", 1, 1, []), "set it in the notebook, or log in with %auth"),
    (ServerNotAuthentic("rspauth"), "whoever answered does not know the password; do not trust the response"),
]


@pytest.mark.parametrize("error, text", TEXTS, ids=lambda value: type(value).__name__)
def test_text(error, text):
    """str() is the sentence, for each error; also for those that are KeyErrors, which would quote it."""
    assert text == str(error)


@pytest.mark.parametrize("error, hint", HINTS, ids=lambda value: type(value).__name__)
def test_what_a_notebook_shows(error, hint):
    """IPython shows the class and the sentence, and below it what to do: no stack."""
    shown = [f"{type(error).__name__}: {error}"]

    assert (shown if hint is None else [*shown, f"  hint: {hint}"]) == error._render_traceback_()


def test_every_error_has_its_text_above():
    """A new error class comes with a row in the table."""
    public = {getattr(errors, name) for name in errors.__all__}

    assert {type(error) for error, _ in TEXTS} == {each for each in public if issubclass(each, NbauthError)}


def test_the_tree_in_the_docstring_is_the_tree():
    """The drawing on top of errors.py shows the real classes with their real parents."""
    drawn, path = [], ["NbauthError"]
    for indent, name, builtin in re.findall(r"^    ([│ ]*)[├└]── (\w+)(?: \((\w+)\))?", errors.__doc__, re.M):
        depth = 1 + len(indent) // 4
        path[depth:] = [name]
        drawn.append((name, path[depth - 1], builtin))
    real = [
        (each.__name__, each.__bases__[0].__name__, "".join(base.__name__ for base in each.__bases__[1:]))
        for _, each in inspect.getmembers(errors, inspect.isclass)
        if each is not NbauthError and issubclass(each, NbauthError)
    ]

    assert sorted(real) == sorted(drawn)


def test_parts_are_attributes():
    """What the sentence says can be read without parsing it."""
    error = UnresolvedVariable("token", 3, 9, ["user", "base"])

    assert ("token", 3, 9, ["base", "user"]) == (error.name, error.line, error.column, error.known)
