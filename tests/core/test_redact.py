"""The Redactor by value: no form of a secret comes through, and nothing else changes."""

from __future__ import annotations

import base64
import html
import json
import re
import threading
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from nbauth.core.redact import Redactor
from nbauth.core.secret import Vault

CANARY = 'p+/"&<%é z9'


def vault_of(**secrets: str) -> Vault:
    vault = Vault()
    for name, value in secrets.items():
        vault.add(name, value)
    return vault


def redactor(**secrets: str) -> Redactor:
    return Redactor(vault_of(**secrets))


FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "upper case": str.upper,
    "lower case": str.lower,
    "folded": str.casefold,
    "base64": lambda value: base64.b64encode(value.encode()).decode(),
    "base64, one in": lambda value: base64.b64encode(b"." + value.encode() + b"..").decode(),
    "base64, two in": lambda value: base64.urlsafe_b64encode(b".." + value.encode() + b".").decode(),
    "quote": quote,
    "quote_plus": quote_plus,
    "JSON": lambda value: json.dumps(value)[1:-1],
    "JSON, raw": lambda value: json.dumps(value, ensure_ascii=False)[1:-1],
    "JSON in JSON": lambda value: json.dumps(json.dumps(value))[1:-1],
    "HTML": html.escape,
    "HTML of JSON": lambda value: html.escape(json.dumps(value)),
    "JSON in a URL": lambda value: quote(json.dumps(value)),
    "repr": repr,
    "repr of bytes": lambda value: repr(value.encode()),
    "hex": lambda value: value.encode().hex(),
    "HEX": lambda value: value.encode().hex().upper(),
}

# Letters that every writer treats in its own way, and some that none does.
LETTERS = st.sampled_from("ab9Z-_.~ +/\\\"'&<>%{}$^()[]|*?=#:;,\n\té߷İ漢🔑\x7f")
VALUES = st.text(LETTERS, min_size=6, max_size=16)
TEXTS = st.text(LETTERS, max_size=30)


@pytest.mark.parametrize("form", FORMS)
def test_each_form_shows_as_the_name(form):
    """The forms of issue 2: what is left around the name is what the writer put around the value."""
    text = redactor(password=CANARY).text(f"({FORMS[form](CANARY)})")

    assert "{{password}}" in text
    assert len(text.replace("{{password}}", "")) <= 16
    assert "z9" not in text.lower()


@given(VALUES, TEXTS, TEXTS, st.sampled_from(sorted(FORMS)))
@example(CANARY, "", "", "plain")
@example("{{name}}", "{{", "}}", "plain")
@example(".*[a-z]+", "", "", "plain")
@example("\\\\\\\\\\\\", "\\", "\\", "plain")
@example("aaaaaa", "a", "aaa", "plain")
def test_no_form_of_a_value_comes_through(value, before, after, form):
    """Whatever stands around it; what the placeholder splits is no value any more."""
    assume("{{name}}" not in f"{before}{value}{after}" or value == "{{name}}")
    written = FORMS[form](value)
    whole = f"{before} {written} {after}"

    left = redactor(name_of_it=value).text(whole).replace("{{name_of_it}}", "\0")

    if not form.startswith("base64, "):
        assert written not in left
    assert value not in left


@given(
    st.lists(VALUES, min_size=1, max_size=4),
    st.lists(st.one_of(TEXTS, st.integers(0, 3), st.just("\x1b[1m")), max_size=8),
)
def test_twice_is_once(values, pieces):
    """What was redacted is not looked into again: a record may pass the door several times."""
    names = ["one", "{{two", "three", "name"]
    found = redactor(**{re.sub(r"\W", "", name): value for name, value in zip(names, values, strict=False)})
    text = "".join(values[piece % len(values)] if isinstance(piece, int) else piece for piece in pieces)

    once = found.text(text)

    assert found.text(once) == once
    assert found.data(once.encode()) == once.encode()


@given(st.text(st.characters(codec="utf-8"), max_size=200))
@example("password passwords {{password}} p+/&quot;&<% z9")
def test_text_without_a_secret_is_the_same_object(text):
    """No copy is made, and nothing that merely looks like something is touched."""
    found = redactor(password="qWxZ7#kk+vY/ü", token="tok_0123456789abcdef")

    assert found.text(text) is text
    data = text.encode()
    assert found.data(data) is data
    assert found.clean(text)


@given(VALUES, TEXTS, st.sampled_from(sorted(FORMS)), st.sampled_from(["latin-1", "cp1252"]))
@example("Élan €uro", "", "repr", "cp1252")
@example("ÃÁáÃÁáÃ", "", "base64", "latin-1")
def test_no_form_of_a_misread_value_comes_through(value, around, form, charset):
    """Many servers read a header's bytes as Latin-1 and write that in UTF-8; what cp1252 lacks are controls."""
    assume("{{it}}" not in f"{around}{value}{around}")
    misread = "".join(bytes([byte]).decode(charset, "ignore") or chr(byte) for byte in value.encode())

    left = redactor(it=value).text(f"{around} {FORMS[form](misread)} {around}").replace("{{it}}", "\0")

    assert "\0" in left
    assert (misread if form.startswith("base64, ") else FORMS[form](misread)) not in left


def test_its_repr_has_no_value():
    """A debugger shows it."""
    assert "<Redactor: 2 secrets>" == repr(redactor(password=CANARY, token="tok_0123456789"))


def test_secrets_that_overlap_are_one_span():
    """The longest names it; nothing of either is left."""
    found = redactor(one="abcdefgh", two="efghijklmn")

    assert "<{{two}}>" == found.text("<abcdefghijklmn>")


def test_a_secret_inside_another_shows_as_the_longer():
    """A token that begins with a key, say."""
    found = redactor(part="secret-key", whole="secret-key-and-more")

    assert "{{whole}} {{part}}" == found.text("secret-key-and-more secret-key")


def test_a_secret_that_is_part_of_a_placeholder_leaves_it_alone():
    """A secret may equal a part of a name, its own too; placeholders of the vault are never looked into."""
    found = redactor(password="password", token="sword}}", access_token="x{{pass")

    assert "{{password}} {{password}}" == found.text("{{password}} password")
    assert "x{{password}}" == found.text("x{{password}}")
    assert "{{access_token}}_" == found.text("x{{pass_")


def test_a_secret_that_is_the_name_of_a_place_leaves_its_placeholder_alone():
    """{{cookie}} is what redaction by place writes."""
    found = redactor(it="cookie")

    assert "{{cookie}} {{it}}" == found.text("{{cookie}} cookie")


def test_a_name_that_the_vault_does_not_know_is_text():
    """{{other}} may be anything that a server sent."""
    assert "{{ {{it}} }} {{{{it}}}}" == redactor(it="sesame").text("{{ sesame }} {{sesame}}")


def test_a_secret_that_terminal_escapes_run_through():
    """A coloured log, CSI and OSC 8 links; what is inside an escape is found as well."""
    found = redactor(token="tok_0123456789")

    assert "a {{token}} b" == found.text("a tok_\x1b[1;31m0123\x1b[0m456789 b")
    assert "a {{token}}" == found.text("a tok\x9b1m_0123456789")
    assert "\x1b]8;;http://x/?{{token}}\x07link" == found.text("\x1b]8;;http://x/?tok_0123456789\x07link")
    assert "{{token}} {{token}}" == found.text("tok_0123456789 tok_01234\x1b[K56789")


def test_short_values_are_named():
    """Fewer than six characters would blank out ordinary text; the session says so with these names."""
    found = redactor(pin="1234", password=CANARY)

    assert ("pin",) == found.by_place_only
    assert "1234" == found.text("1234")


def test_the_vault_is_followed():
    """Secrets come, change and go; nobody has to tell the redactor."""
    vault = vault_of(one="first-value")
    found = Redactor(vault)
    vault.add("two", "second-value")
    vault.add("one", "other-value")

    assert "first-value {{one}} {{two}}" == found.text("first-value other-value second-value")
    vault.forget(["two"])
    assert "second-value" == found.text("second-value")
    vault.clear()
    assert "other-value" == found.text("other-value")


def test_the_same_value_twice_has_the_first_name():
    """Two logins with one password."""
    assert "{{one}}" == redactor(one="same-value", two="same-value").text("same-value")


def test_a_credential_pair_is_one_secret():
    """RFC 7617: base64 of user:password; the user name alone is none."""
    vault = Vault()
    vault.add("password", CANARY, usernames=["Aladdin"])
    pair = base64.b64encode(f"Aladdin:{CANARY}".encode()).decode()

    assert "Basic {{password}} for Aladdin" == Redactor(vault).text(f"Basic {pair} for Aladdin")


@pytest.mark.parametrize(
    "charset", ["utf-8", "latin-1", "windows-1252", "utf-16", "utf-16-be", "utf-32", "no-such", "rot13"]
)
def test_bytes_in_any_charset(charset):
    """A body is bytes with a charset that may be wrong; unknown ones and those that are no text are UTF-8."""
    real = charset if charset not in ("no-such", "rot13") else "utf-8"
    found = redactor(password=CANARY)

    assert "<é {{password}}>" == found.data(f"<é {CANARY}>".encode(real), charset).decode(real)


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-32-be"])
def test_bytes_that_are_cut_within_a_character(charset):
    """As a body is at the session's limit; half a surrogate pair as well."""
    found = redactor(password=CANARY)
    cut = f"{CANARY} 🔑".encode(charset)[:-1]

    assert "{{password}} ".encode(charset) == found.data(cut, charset)[: len("{{password}} ".encode(charset))]


def test_bytes_whose_charset_is_a_lie():
    """Latin-1 that says UTF-8, ASCII that says UTF-16; and bytes that are no text at all stay what they are."""
    found = redactor(password=CANARY, token="tok_0123456789")

    assert b"\xe9{{password}}\xff" == found.data(b"\xe9" + CANARY.encode("latin-1") + b"\xff")
    assert b"\xff {{token}}" == found.data(b"\xff tok_0123456789", "utf-16")
    odd = bytes(range(256))
    assert found.data(odd) is odd


def test_lone_surrogates_pass():
    """Text from os.fsdecode or from JavaScript's JSON is redacted as well."""
    assert "\udce9 {{it}} \ud83d" == redactor(it="sesame").text("\udce9 sesame \ud83d")


def test_threads_may_share_a_redactor():
    """While one registers tokens, the others redact what they know."""
    vault = vault_of(base="base-secret")
    found = Redactor(vault)
    wrong: list[str] = []

    def work(number: int) -> None:
        for at in range(20):
            value = f"value-{number}-{at}-z"
            name = vault.learn(f"t{number}_{at}", value)
            shown = found.text(f"{value} base-secret")
            if shown != f"{{{{{name}}}}} {{{{base}}}}":
                wrong.append(shown)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [] == wrong


def test_clean_tells_for_several_texts_at_once():
    """One look for a whole message."""
    found = redactor(token="tok_0123456789")

    assert found.clean("a", "b")
    assert not found.clean("a", "x tok_0123456789")


def test_a_secret_that_shows_when_another_is_gone():
    """The first one held the beginning of a terminal escape, the second one stood across its end."""
    found = redactor(odd="ab\x1b]cdef", token="tok_0123456789")

    assert "{{odd}} {{token}}" == found.text("ab\x1b]cdef tok_01\x1b\\23456789")


def test_placeholders_are_not_looked_into_through_terminal_escapes():
    """A secret that is part of a name, in coloured text."""
    found = redactor(password="password")

    assert "\x1b[1m{{password}}\x1b[0m {{password}}" == found.text("\x1b[1m{{password}}\x1b[0m pass\x1b[1mword")
