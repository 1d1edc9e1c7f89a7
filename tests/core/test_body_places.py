"""Redaction by place in bodies: JSON, forms and multipart."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbauth.core.body_places import body, charset, requoted
from nbauth.core.places import FIELDS
from nbauth.core.redact import Redactor
from nbauth.core.secret import Vault

CANARY = 'p+/"&<%é z9'
JSON = "application/json; charset=utf-8"
FORM = "application/x-www-form-urlencoded"


def redacted(text: str, media: str = JSON) -> str:
    return body(text.encode(), media, {}).decode()


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_each_field_is_found_in_json_and_in_forms(name):
    """In both spellings that APIs use."""
    camel = name.split("_")[0] + "".join(part.title() for part in name.split("_")[1:])

    for spelled in (name, camel, name.upper()):
        assert f'{{"{spelled}": "{{{{{name}}}}}"}}' == redacted(f'{{"{spelled}": "abc"}}')
        assert f"a=1&{spelled}={{{{{name}}}}}" == redacted(f"a=1&{spelled}=abc", FORM)


MEMBERS = [
    (r'{"token" : "a\"b\\", "n": 1}', r'{"token" : "{{token}}", "n": 1}'),
    ('{"token":12345.5e3}', '{"token":"{{token}}"}'),
    (
        '{"token": null, "secret": true, "password": {"a": "b"}}',
        '{"token": null, "secret": true, "password": {"a": "b"}}',
    ),
    (
        '{"password": ["a", "b,c" , 5], "x": ["d"]}',
        '{"password": ["{{password}}", "{{password}}" , "{{password}}"], "x": ["d"]}',
    ),
    (
        '{"access_token": "", "token_type": "bearer", "expires_in": 5}',
        '{"access_token": "", "token_type": "bearer", "expires_in": 5}',
    ),
    (
        '{"headers": {"Authorization": "Bearer a", "Cookie": "a=b"}}',
        '{"headers": {"Authorization": "Bearer {{authorization}}", "Cookie": "a={{cookie}}"}}',
    ),
    (
        r'{"Authorization": "Digest nonce=\"n\", response=\"r\""}',
        r'{"Authorization": "Digest nonce=\"n\", response=\"{{proof}}\""}',
    ),
    (
        r'{"data": "{\"password\": \"a\\\"b\", \"u\": 1}"}',
        r'{"data": "{\"password\": \"{{password}}\", \"u\": 1}"}',
    ),
    (
        '{"a": {"refresh_token": "x"}, "token": "{{api_token}}"}',
        '{"a": {"refresh_token": "{{refresh_token}}"}, "token": "{{api_token}}"}',
    ),
    ('{"token": "cut in the mid', '{"token": "{{token}}'),
    ('data: {"token": "a"}\n\n', 'data: {"token": "{{token}}"}\n\n'),
    (
        '{"text": "the token: x", "key": "v", "next_page_token": "p"}',
        '{"text": "the token: x", "key": "v", "next_page_token": "p"}',
    ),
]


@pytest.mark.parametrize(("before", "after"), MEMBERS)
def test_members_of_json(before, after):
    """Nothing but the value changes, JSON stays JSON, and twice is once."""
    assert after == redacted(before)
    assert after == redacted(after)


def masked(value, place=None):
    """Return *value* as redaction by place has it: text and numbers under a credential's name are replaced."""
    match value:
        case dict():
            return {
                name: masked(each, name if name in ("token", "password") else None) for name, each in value.items()
            }
        case list():
            flat = next((at for at, each in enumerate(value) if isinstance(each, list | dict)), len(value))
            return [masked(each, place if at < flat else None) for at, each in enumerate(value)]
        case str() | int() | float() if place and value != "" and not isinstance(value, bool):
            return f"{{{{{place}}}}}"
        case _:
            return value


@given(
    st.recursive(
        st.one_of(
            st.text(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.none(), st.booleans()
        ),
        lambda inner: st.one_of(
            st.lists(inner), st.dictionaries(st.sampled_from(["token", "password", "a", 'x"token', "tok\\"]), inner)
        ),
    ),
    st.booleans(),
)
def test_json_stays_json(value, ascii_only):
    """Whatever it holds, what is not a credential is there as it was, byte for byte when there is none."""
    text = json.dumps(value, ensure_ascii=ascii_only).encode()

    found = body(text, JSON, {})

    assert masked(value) == json.loads(found)
    if masked(value) == value:
        assert found is text


def test_a_number_that_is_a_secret_gets_quotes():
    """By value, a number in JSON would leave braces that are no JSON."""
    vault = Vault()
    vault.add("pin", "12345678")

    shown = Redactor(vault).body(b'{"id": -12345678.5, "a": [12345678], "t": "no. 12345678, {{pin}}"}', JSON)

    assert {"id": "-{{pin}}.5", "a": ["{{pin}}"], "t": "no. {{pin}}, {{pin}}"} == json.loads(shown)


def test_a_secret_in_json_is_replaced_and_json_stays_json():
    """An echo of what was sent, in httpbin's way: as text, as JSON and as JSON in a string."""
    vault = Vault()
    vault.add("password", CANARY)
    text = json.dumps(
        {"json": {"a": CANARY, "password": CANARY}, "data": json.dumps({"a": CANARY}), "é": 1}
    ).encode()

    shown = json.loads(Redactor(vault).body(text, JSON))

    assert {
        "json": {"a": "{{password}}", "password": "{{password}}"},
        "data": '{"a": "{{password}}"}',
        "é": 1,
    } == shown


def test_a_known_value_shows_its_own_name_however_short():
    """Values under six characters are found by place only."""
    exact = {"1234": "pin"}

    assert b'{"password": "{{pin}}"}' == body(b'{"password": "1234"}', JSON, exact)
    assert b"password={{pin}}" == body(b"password=1234", FORM, exact)


def test_forms():
    """RFC 6749 section 2.3.1: client_secret in the body; a placeholder stays, an empty value too."""
    before = "grant_type=refresh_token&refresh_token=a%2Fb&client_id=c&client_secret={{api_secret}}&password="

    assert before.replace("a%2Fb", "{{refresh_token}}") == redacted(before, FORM)


def test_json_that_is_sent_as_a_form():
    """curl -d calls everything a form: JSON is searched as JSON."""
    assert ' {"password": "{{password}}", "a": 1}' == redacted(' {"password": "p=q&r", "a": 1}', FORM)
    assert '[{"token": "{{token}}"}]' == redacted('[{"token": "t"}]', FORM)


def test_what_is_not_encoded_in_a_form():
    """Characters and bytes as they are: a known value shows its name, and what is around it stays."""
    content = "a=é&password=pé&b=".encode() + b"\xff"

    assert "a=é&password={{mine}}&b=".encode() + b"\xff" == body(content, FORM, {"pé": "mine"})


def test_multipart():
    """RFC 7578: the part whose name says so; bytes of others, whatever they are, stay."""
    before = (
        b'--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n\xff\r\nsecret\r\n'
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="password"\r\n\r\n\xff\x00\r\n--x--\r\n'
    )

    after = body(before, 'multipart/form-data; boundary="x"', {})

    assert before.replace(b"\xff\r\nsecret", b"{{password}}") == after
    assert before == body(before, "multipart/form-data", {})


@pytest.mark.parametrize("media", ["image/png", "text/plain", "", JSON, FORM])
def test_what_has_no_credentials_is_the_same_object(media):
    """No copy is made."""
    content = b'\xff{"a": "b", "code": 5}'

    assert body(content, media, {}) is content


def test_pictures_are_not_searched():
    """Bytes of a picture are no JSON, even when they look like it."""
    assert b'"token":"a"' == body(b'"token":"a"', "image/png", {})


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("text/html; charset=Latin-1", "Latin-1"),
        ('a/b; charset="utf-16"; c=d', "utf-16"),
        ("a/b", "utf-8"),
        ("", "utf-8"),
    ],
)
def test_charset(content_type, expected):
    """RFC 9110 section 8.3.2."""
    assert expected == charset(content_type)


def test_requoted_leaves_strings_alone():
    """Only a placeholder outside of strings gets quotes."""
    assert rb'{"a\"{{b}}": "{{c}}"}' == requoted(rb'{"a\"{{b}}": {{c}}}')


@pytest.mark.parametrize(
    "unit", [b'"token":', b'"token":"', b"token", b'\\"', b'"token":[', b"\\", b'"password":"\\', b"{{a"]
)
def test_hostile_bodies_cost_linear_time(unit):
    """A server may send what a pattern reads for long; a quadratic one would take minutes."""
    content = unit * 50_000

    began = time.process_time()
    body(content, JSON, {})
    requoted(content)

    assert time.process_time() - began < 10
