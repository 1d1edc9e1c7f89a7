"""Placeholders: a redacted request can be sent again, and a Secret of a cell goes in on the wire."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from wire.canary import CANARY
from wire.kinds import KINDS
from wire.sink import redirect, reply

import nbauth
from nbauth._http import httpx
from nbauth.core.origin import Origin
from nbauth.core.secret import Vault
from nbauth.errors import InvalidField, UnresolvedVariable
from nbauth.wire.draft import filled, placeholders_removed

EVERY = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name.replace(" ", "_"))


@EVERY
def test_sending_the_request_again(logged_in, sink, caller, kind):
    """response.request can be sent again, changed too: the login answers anew, no placeholder goes out."""
    session, get = logged_in(kind)
    sink.answers["/"] = kind.wanted(reply())
    request = get("/?x=1").request
    sink.arrived.clear()
    caller.send(session, request)
    request.headers["X-Page"] = "2"
    response = caller.send(session, request)
    caller.send(session, response.request)

    for each in sink.arrived:
        assert b"{{" not in each.raw and b"%7B%7B" not in each.raw
        assert each.target.startswith("/?x=1")
    assert "2" == sink.arrived[-1].headers["x-page"]
    assert kind.name == "token flow" or kind.arrived(sink.arrived[-1:])


@EVERY
def test_copying_its_headers(logged_in, sink, kind):
    """The headers of response.request can be copied into a new request, and its URL too."""
    _, get = logged_in(kind)
    sink.answers["/"] = kind.wanted(reply())
    old = get("/?x=1").request
    sink.arrived.clear()
    get(f"/?{old.url.query.decode()}", headers=old.headers)
    get(f"/?{old.url.query.decode()}", headers=dict(old.headers))

    for each in sink.arrived:
        assert b"{{" not in each.raw and b"%7B%7B" not in each.raw
    assert kind.name == "token flow" or kind.arrived(sink.arrived)


def test_sending_it_again_keeps_what_the_user_wrote(sink, caller, new_session):
    """A header that the user wrote over, cookies of the user's own, and a body are there again."""
    session = new_session()
    session.login(sink.url(), nbauth.APIKeyAuth("p+/&<%z9Kq", "key", "cookie"))
    response = caller.call(session, "POST", sink.url(path="/"), headers={"Cookie": "theme=dark"}, content=b"{{x}}")
    caller.send(session, response.request)

    for each in sink.arrived:
        assert ("theme=dark; key=p+/&<%z9Kq", b"{{x}}") == (each.headers["cookie"], each.body)


def test_sending_it_again_with_another_page(sink, caller, new_session):
    """The URL of response.request may be changed before: what else is in its query stays as it is written."""
    session = new_session()
    session.login(sink.url(), nbauth.APIKeyAuth(CANARY, "key", "query"))
    request = caller.call(session, "GET", sink.url(path="/?flag&x=a%2Bb")).request
    request.url = httpx.URL(f"{request.url}&page=2")
    caller.send(session, request)

    first, again = (each.target for each in sink.arrived)
    assert "/?flag&x=a%2Bb&page=2" + first.removeprefix("/?flag&x=a%2Bb") == again


@pytest.mark.parametrize("header", ["Authorization", "Proxy-Authorization", "Cookie"])
def test_an_unknown_placeholder(sink, caller, new_session, header):
    """A {{name}} that this session does not know is an error where a credential stands, and nothing goes out."""
    with pytest.raises(UnresolvedVariable):
        caller.call(new_session(), "GET", sink.url(path="/"), headers={header: "Bearer {{nobody_token}}"})

    assert [] == sink.arrived


def test_braces_that_are_no_placeholder_go_out(sink, caller, new_session):
    """Text in braces elsewhere is the user's own: templates are sent as they are."""
    session = new_session()
    caller.call(session, "GET", sink.url(path="/?q={{name}}"), headers={"X-Template": "{{name}} {{"})

    assert "{{name}} {{" == sink.arrived[0].headers["x-template"]
    assert "name" in sink.arrived[0].target


def draft(method="POST", url="http://a.localhost/", *, value=CANARY, **parts):
    """Return a request with {{key}} in it, as a cell makes one."""
    request = httpx.Request(method, url, **parts)
    request.extensions["nbauth.secrets"] = {"key": nbauth.Secret(value, "key")}
    return request


def test_a_secret_goes_into_header_url_and_body():
    """On a copy, once each, with the length of the body that goes out; the request keeps its {{key}}."""
    request = draft(
        url="http://a.localhost/{{key}}?q={{key}}", headers={"X-Key": "a {{key}} {{other}}"}, content=b"<{{key}}>"
    )
    sent = filled(request, Origin.of(request.url))

    assert f"a {CANARY} {{{{other}}}}".encode() in dict(sent.headers.raw).values()
    assert f"<{CANARY}>".encode() == sent.content
    assert str(len(sent.content)) == sent.headers["content-length"]
    assert (f"/{CANARY}", CANARY) == (sent.url.path, sent.url.params["q"])
    assert "{{key}}" in request.headers["X-Key"] and b"<{{key}}>" == request.content


@pytest.mark.parametrize(
    "media, body, sent",
    [
        ("application/x-www-form-urlencoded", "a={{key}}&b={{key}}", f"a={quote(CANARY, safe='')}&b={quote(CANARY, safe='')}"),
        ("application/json", '{"a": "x\\"{{key}}", "b": {{key}}}', f'{{"a": "x\\"{json.dumps(CANARY, ensure_ascii=False)[1:-1]}", "b": {CANARY}}}'),
        ("application/vnd.api+JSON", '"{{key}}', json.dumps(CANARY, ensure_ascii=False)[:-1]),
        ("application/x-www-form-urlencoded", ' {"a": "{{key}}"}', f' {{"a": {json.dumps(CANARY, ensure_ascii=False)}}}'),
        ("text/plain", '"{{key}}"', f'"{CANARY}"'),
    ],
)  # fmt: skip
def test_a_secret_is_put_into_a_body_as_its_media_type_needs_it(media, body, sent):
    """Percent-encoded in a form, escaped in the strings of JSON: nobody can do that in the cell."""
    request = draft(content=body.encode(), headers={"Content-Type": media})

    assert sent.encode() == filled(request, Origin.of(request.url)).content


def test_a_value_is_not_looked_into():
    """A value that itself looks like a placeholder stays as it is."""
    request = draft(content=b"{{key}}", value="{{key}}{{other}}")

    assert b"{{key}}{{other}}" == filled(request, Origin.of(request.url)).content


def test_a_text_that_was_taken_apart_is_put_together_as_it_was():
    """What was taken out of a text was encoded already as it had to be."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    request = draft(url="http://a.localhost/?q={{key}}&{{x}}", headers=form, content=b"a={{key}}", value="p%2fw+")
    request.extensions["nbauth.as_written"] = True
    sent = filled(request, Origin.of(request.url))

    assert (b"a=p%2fw+", b"/?q=p%2fw+&{{x}}") == (sent.content, sent.url.raw_path)


@pytest.mark.parametrize("breaker", ["\r\n", "\n", "\0"])
def test_a_line_break_in_a_secret_makes_no_header(breaker):
    """A value with CR, LF or NUL is refused in a header, without quoting it (CVE-2020-5260)."""
    request = draft(headers={"X-Key": "{{key}}"}, value=f"{CANARY}{breaker}X-Evil: 1")

    with pytest.raises(InvalidField) as caught:
        filled(request, Origin.of(request.url))

    assert CANARY not in str(caught.value) and "X-Evil" not in str(caught.value)


def test_the_user_of_a_filled_in_url_is_not_moved():
    """A value with @ / ? # in a URL stays in its place: the host is that of the template (CVE-2020-8169)."""
    request = draft("GET", "http://a.localhost/x/{{key}}", value="@b.localhost/?y#z")

    assert "a.localhost" == filled(request, Origin.of(request.url)).url.host


def test_a_redirect_at_home_is_filled_in_too(sink, caller, new_session):
    """A body with a Secret goes along a redirect within its origin, filled in again."""
    sink.answers["/go"] = redirect(308, "/end")
    caller.send(new_session(), draft(url=sink.url(path="/go"), content=b"{{key}}"), follow_redirects=True)

    assert [CANARY.encode()] * 2 == [each.body for each in sink.arrived]


def test_a_request_without_placeholders_stays_the_object_it_is():
    """Nothing is copied where nothing is to do."""
    request = httpx.Request("GET", "http://a.localhost/", headers={"X-Json": '{"a": {}}'})

    assert request is placeholders_removed(request, Vault())
    assert request is filled(request, Origin.of(request.url))
