"""/authorize: who may send a browser, with what, and where it goes back to (RFC 6749 4.1, RFC 7636, RFC 9207)."""

from __future__ import annotations

import pytest

from nbauth._http import httpx

WARNING = "Never type a real password here"


def test_somebody_signs_in_and_allows(client, server, asking):
    """The browser brings back a code, the client's state letter by letter, and the issuer (RFC 9207)."""
    asked = asking(scope="notes.read notes.write")
    answer = asked.answer("zoë")
    assert {"code", "state", "iss"} == set(answer)
    assert (asked.form["state"], server.url) == (answer["state"], answer["iss"])

    tokens = asked.redeemed(client, answer["code"]).json()
    assert ("Bearer", "notes.read notes.write") == (tokens["token_type"], tokens["scope"])
    here = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert "zoë" == client.get("/api/notes", headers=here).json()["user"]


def test_somebody_denies(asking):
    """access_denied, with the state (RFC 6749 section 4.1.2.1)."""
    answer = asking().answer(allows=False)

    assert "code" not in answer
    assert ("access_denied", "a state & more") == (answer["error"], answer["state"])


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1/callback",
        "http://127.0.0.1:1/callback",
        "http://[::1]:65535/callback",
    ],
)
def test_a_program_on_this_machine_may_have_any_port(server, asking, uri):
    """RFC 8252 section 7.3."""
    assert server.person("ada").sign_in(asking(redirect_uri=uri).url).startswith(f"{uri}?code=")


@pytest.mark.parametrize(
    "uri",
    [
        "https://elsewhere.example/callback",
        "http://127.0.0.1:5555/callback/",
        "http://127.0.0.1:5555/callback?a=b",
        "http://127.0.0.1:5555/callback#x",
        "http://127.0.0.1:5555/other",
        "http://127.0.0.1:99999/callback",
        "http://127.0.0.1:@elsewhere.example/callback",
        "http://127.0.0.1.elsewhere.example/callback",
        "http://localhost:5555/callback",
        "https://127.0.0.1:5555/callback",
        "http://u@127.0.0.1:5555/callback",
        "javascript:alert(1)",
        None,
    ],
)
def test_a_foreign_address_gets_no_browser(client, asking, uri):
    """No redirect at all, and nothing of the address in the page (RFC 6749 section 4.1.2.1)."""
    response = client.get(asking(redirect_uri=uri).url)

    assert 400 == response.status_code
    assert "Location" not in response.headers
    assert WARNING in response.text
    assert "elsewhere" not in response.text


def test_an_unknown_client_gets_no_browser(client, asking):
    assert 400 == client.get(asking(client_id="nobody").url).status_code


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"scope": "notes.read everything"}, "invalid_scope"),
        ({"resource": "https://elsewhere.example"}, "invalid_target"),
        ({"prompt": "none"}, "login_required"),
    ],
)
def test_what_is_wrong_is_told_to_the_client(client, server, asking, changes, error):
    """By a redirect, with the state, before anybody has typed anything."""
    response = client.get(asking(**changes).url)
    back = httpx.URL(response.headers["Location"])

    assert 303 == response.status_code
    assert (error, "a state & more", server.url) == tuple(back.params[each] for each in ("error", "state", "iss"))


def test_a_parameter_that_comes_twice_leads_nowhere(client, asking):
    """RFC 6749 section 3.1: which of the two counts, nobody can know."""
    assert 400 == client.get(f"{asking().url}&redirect_uri=https://elsewhere.example").status_code


def test_a_wrong_password_leads_no_further(client, server, asking):
    """The page says so and asks again; there is no code, and nothing that was typed is in it."""
    form = {"visit": visit(client.get(asking().url)), "username": 'ada"><b>', "password": 'p+/"&<%é z9'}
    response = client.post("/authorize/login", data=form)

    assert 403 == response.status_code
    assert "not a user with that password" in response.text
    assert "<b>" not in response.text and "é z9" not in response.text
    assert WARNING in response.text


def test_consent_wants_a_login_before_it(client, asking):
    """Whoever knows the number of a visit, and not the password, gets no code."""
    form = {"visit": visit(client.get(asking().url)), "answer": "allow"}

    assert 400 == client.post("/authorize/consent", data=form).status_code


def test_a_visit_is_over_once(client, server, asking):
    """The same form sent again gives no second code; neither does one that waited for long."""
    form = {"visit": visit(client.get(asking().url)), "username": "ada", "password": server.users["ada"]}
    assert 200 == client.post("/authorize/login", data=form).status_code
    assert 303 == client.post("/authorize/consent", data=form | {"answer": "allow"}).status_code
    assert 400 == client.post("/authorize/consent", data=form | {"answer": "allow"}).status_code

    form["visit"] = visit(client.get(asking().url))
    server.oauth.later(601)
    assert 400 == client.post("/authorize/login", data=form).status_code


def test_the_pages_are_for_nobody_else(client, asking):
    """No frame, no cache, no referrer, no script; and who is asked sees by whom and for what."""
    response = client.get(asking().url)

    policy = response.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy and "default-src 'none'" in policy
    assert ("no-store", "no-referrer") == (response.headers["Cache-Control"], response.headers["Referrer-Policy"])
    assert WARNING in response.text


def test_the_name_of_another_issuer(server, asking):
    """What a client of several servers must notice (RFC 9207)."""
    server.oauth.wrong_iss = True

    assert "https://another.example" == asking().answer()["iss"]


def visit(response: httpx.Response) -> str:
    return response.text.partition('name="visit" value="')[2].partition('"')[0]
