"""The values in use: from each source, in each encoding, and in no word that is said."""

from __future__ import annotations

import base64
import getpass
import gzip
import html
import json
import subprocess
import sys
import warnings
from urllib.parse import quote, quote_plus

import pytest
from wire.canary import CANARY, leaks

from nbauth.check.logins import Values
from nbauth.errors import CredentialsNotFound, InvalidField, NetrcSyntaxError

FORMS = {
    "plain": str,
    "base64": lambda value: base64.b64encode(value.encode()).decode(),
    "base64 of a pair": lambda value: base64.b64encode(f"ada:{value}".encode()).decode(),
    "base64 for URLs": lambda value: base64.urlsafe_b64encode(value.encode()).decode(),
    "percent": quote,
    "form": quote_plus,
    "JSON": json.dumps,
    "JSON in JSON": lambda value: json.dumps(json.dumps(value)),
    "HTML": html.escape,
    "repr": repr,
    "repr of bytes": lambda value: repr(value.encode()),
    "hex": lambda value: value.encode().hex(),
    "upper case": str.upper,
    "colours": lambda value: f"{value[:4]}\x1b[31m{value[4:]}",
}


@pytest.fixture
def values(monkeypatch):
    monkeypatch.setenv("A_TOKEN", CANARY)
    return Values(["env:A_TOKEN"])


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_each_form_is_found(values, form):
    """In text and in bytes, and nothing in the same text without it."""
    text = f"before {form(CANARY)} after"

    assert ["value of login_1 (env)"] == list(values.found(text))
    assert ["value of login_1 (env)"] == list(values.found(b"\xff\0" + text.encode()))
    assert [] == list(values.found(f"before {form('nothing at all')} after"))


def test_latin_1_is_found(values):
    """A file from before Unicode."""
    assert ["value of login_1 (env)"] == list(values.found(CANARY.encode("latin-1")))
    assert [] == list(values.found(gzip.compress(CANARY.encode())))  # for `content` to open


def test_each_login_has_its_name(monkeypatch, tmp_path):
    """NAME=SOURCE, or its number; the source's kind, and never the rest of it."""
    monkeypatch.setenv("B_TOKEN", "the other value")
    file = tmp_path / "token=file"
    file.write_text(CANARY + "\n")
    file.chmod(0o600)
    values = Values(["env:B_TOKEN", f"github=file:{file}"])

    assert ["value of login_1 (env)"] == list(values.found("the other value"))
    assert ["value of login_1 (env)", "value of github (file)"] == list(values.found(f"the other value {CANARY}"))
    assert "{{value}} and {{value}}" == values.hidden(f"the other value and {CANARY}")


def test_a_prompt_asks_for_it(monkeypatch):
    """Hidden, by the name that the login has."""
    asked = []
    monkeypatch.setattr(getpass, "getpass", lambda prompt: asked.append(prompt) or CANARY)

    assert ["value of api (prompt)"] == list(Values(["api=prompt"]).found(CANARY))
    assert ["Value of api: "] == asked


def test_netrc(monkeypatch, tmp_path):
    """Every password of the file, and as Basic sends it; who may read the file is not warned of here."""
    file = tmp_path / "my netrc"
    file.write_text('machine a login ada password "first one"\nmachine b login é password second-one\n')
    file.chmod(0o644)
    monkeypatch.setenv("NETRC", str(file))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        both = [Values(["netrc"]), Values([f"netrc:{file}"])]

    for values in both:
        assert ["value of login_1 (netrc)"] == list(values.found("the first one"))
        assert ["value of login_1 (netrc)"] == list(
            values.found(base64.b64encode("é:second-one".encode()).decode())
        )
        assert [] == list(values.found("machine a"))


NO_SOURCES = [
    "p+/q-canary",
    "env",
    "env:",
    "A_TOKEN",
    "netrc:",
    "x=y",
    "http://a:p+/q-canary@h",
    "prompt:p+/q-canary",
    "",
]


@pytest.mark.parametrize("source", NO_SOURCES)
def test_what_is_no_source(source):
    """Somebody may have typed the value itself: it is not quoted."""
    with pytest.raises((InvalidField, CredentialsNotFound)) as raised:
        Values([source])

    assert "p+/q" not in str(raised.value)


def test_a_source_without_a_value(monkeypatch, tmp_path):
    """Says which login, and what to do; a netrc file without passwords has nothing to look for."""
    monkeypatch.setenv("SHORT", "12345")
    netrc = tmp_path / "netrc"
    netrc.write_text("machine a login b\n")
    broken = tmp_path / "broken"
    broken.write_text("p+/q-canary\n")

    with pytest.raises(CredentialsNotFound, match="api: the environment has no variable"):
        Values(["api=env:NOT_THERE"])
    with pytest.raises(InvalidField, match="login_1 has a value with less than 6 characters"):
        Values(["env:SHORT"])
    with pytest.raises(InvalidField, match="the netrc file has no password"):
        Values([f"netrc:{netrc}"])
    with pytest.raises(NetrcSyntaxError) as raised:
        Values([f"netrc:{broken}"])
    assert "p+/q" not in str(raised.value)


def test_values_are_nowhere_in_sight(values):
    """Not in the object's repr, nor in that of its parts."""
    assert [] == leaks(f"{values!r} {values._logins!r} {vars(values)!r}", CANARY)


def test_no_http_library_without_netrc():
    """A scan needs none: only a netrc file is read by the scheme that sends it."""
    code = "import sys; from nbauth.check.logins import Values; Values(['env:HOME']); print('httpx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "False\n" == done.stdout
