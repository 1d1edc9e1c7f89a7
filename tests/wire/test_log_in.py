"""What a person gives to log in with: values and sources in, and what is said of the login."""

from __future__ import annotations

import pytest

import nbauth
from nbauth.core.secret import Secret
from nbauth.errors import CredentialsNotFound, InvalidField
from nbauth.wire.bindings import parse_space
from nbauth.wire.log_in import check_name, field_values, notes, plain_note, told

BASIC, API_KEY = nbauth.BasicAuth.fields, nbauth.APIKeyAuth.fields


def test_typed_and_from_elsewhere(monkeypatch):
    """The source is that of the secret; a default is left to the scheme."""
    monkeypatch.setenv("KEY", "of-the-environment")
    values, source = field_values(API_KEY, {"header": "X-Mine"}, {"key": "env:KEY"}, asks=False)

    assert ("env:KEY", "X-Mine", "of-the-environment") == (source, values["header"], values["key"].reveal())
    assert "location" not in values


def test_what_is_missing():
    """Where nobody is asked it is an error, in the words of a prompt that was left empty."""
    with pytest.raises(CredentialsNotFound, match="username: nothing was typed"):
        field_values(BASIC, {}, {}, asks=False)


def test_choices():
    """What is none of them is refused."""
    with pytest.raises(InvalidField, match="location: choose header, query, cookie"):
        field_values(API_KEY, {"key": Secret("x", "key"), "location": "body"}, {}, asks=False)


@pytest.mark.parametrize(
    "name, is_fine", [(None, True), ("mine", True), ("list", False), ("a b", False), ("", False)]
)
def test_names(name, is_fine):
    """A word that %auth knows is none."""
    if is_fine:
        return check_name(name, "--as")
    with pytest.raises(InvalidField, match="--as: use letters"):
        check_name(name, "--as")


def test_what_is_said():
    """What is bound to what, in one line; that it can be read on the way, or cannot be hidden everywhere."""
    with nbauth.Session() as session:
        login = session.login("http://api.example", ("ada", "short"), source="form")
        assert "basic: Basic for http://api.example, user ada, from form" == told(login)
        assert [
            "over plain http, everybody on the way can read it",
            "basic_password is shorter than 6 characters: it is hidden only where credentials stand, not everywhere it"
            " appears",
        ] == notes(session, login)
        assert [] == notes(session, session.login("https://api.example", nbauth.DigestAuth("ada", "long enough")))


def test_plain_http_and_files(tmp_path):
    """A netrc file's login goes to other machines only by https."""
    assert "" == plain_note("digest", parse_space("http://api.example"))
    assert "" == plain_note("basic", parse_space("http://localhost:8000"))
    assert plain_note("netrc", parse_space("http://api.example"))
