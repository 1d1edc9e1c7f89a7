"""nbauth's own client at the playground: every grant, and what it notices."""

from __future__ import annotations

import pytest

from nbauth import OAuth2Auth
from nbauth.errors import OAuthError
from nbauth.oauth2.authorization_code import code_of, redeem
from nbauth.oauth2.device_code import poll
from nbauth.oauth2.plan import Plan
from nbauth.wire.granting import granted

BACK = "http://127.0.0.1:5555/callback"


def signed_in(session, server, who="ada", place="/api/notes", **fields):
    """Sign in with a browser for the API; the session has the login then."""
    plan = Plan.of(f"{server.url}{place}", {"client_id": "notebook"} | fields)
    client, sign_in = granted(session, server.url, plan.begun(BACK))
    code = code_of(sign_in, server.person(who).sign_in(sign_in.url))
    token = granted(session, server.url, redeem(client, sign_in, code))
    return session.login(f"{server.url}/api", plan.auth(client, sign_in.server, token), name="api")


@pytest.mark.parametrize("by_issuer", [False, True])
def test_with_a_browser(session, server, by_issuer):
    """From the API's 401 alone (RFC 9728), or by the issuer; who it is comes from a verified ID token."""
    fields = {"issuer": server.url} if by_issuer else {}
    login = signed_in(session, server, "zoë", scope="openid profile notes.read", **fields)

    assert "zoë" == login.auth.username
    assert "zoë" == session.client.get(f"{server.url}/api/notes").json()["user"]


def test_bound_to_a_key_pushed_and_registered(session, server):
    """DPoP with a nonce, PAR and a client of its own at once; the token is renewed when it has run out."""
    server.oauth.wants_nonce = True
    signed_in(session, server, dpop="yes", par="yes", register="yes", client_id="")
    assert 200 == session.client.get(f"{server.url}/api/notes").status_code
    server.oauth.later(60)

    assert 200 == session.client.get(f"{server.url}/api/notes").status_code
    assert ["challenge", "refresh", "answer"] == [leg.purpose for leg in session.history[-1].legs]


def test_with_a_code_on_another_device(session, server):
    server.oauth.device_interval = 0.1
    plan = Plan.of(f"{server.url}/api/notes", {"client_id": "notebook"})
    client, there, device = granted(session, server.url, plan.on_a_device())
    server.person("ada").sign_in(device.complete)
    token = granted(session, server.url, poll(client, there, device))
    session.login(f"{server.url}/api", plan.auth(client, there, token))

    assert "ada" == session.client.get(f"{server.url}/api/notes").json()["user"]


@pytest.mark.parametrize("method", ["", "client_secret_basic", "client_secret_post"])
def test_in_the_name_of_the_program(session, server, method):
    auth = OAuth2Auth(server.client_id, server.client_secret, issuer=server.url, client_auth=method)
    session.login(server.url, auth)

    assert server.client_id == session.client.get(f"{server.url}/bearer").json()["user"]
    assert ["discovery", "token", "request"] == [leg.purpose for leg in session.history[-1].legs]


def test_logging_out_takes_the_tokens_back(session, server):
    """What the session had is good no more."""
    login = signed_in(session, server)
    shown = f"Bearer {next(each for each in login.auth.secrets() if each.name == 'access_token').secret.reveal()}"
    assert 200 == session.client.get(f"{server.url}/api/notes").status_code
    _, revoke = login.auth.revocation()
    granted(session, server.url, revoke)

    answer = session.client.get(f"{server.url}/api/notes", headers={"Authorization": shown}, auth=None)
    assert 401 == answer.status_code


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"wrong_iss": True}, "the answer is of https://another.example"),
        ({"wrong_nonce": True}, "another nonce"),
        ({"token_status": 500}, "answered 500 and says no error"),
        ({"token_redirects": True}, "redirect"),
    ],
)
def test_what_goes_wrong_on_purpose_is_noticed(session, server, fault, said):
    """Each switch makes the sign-in fail, in the words of what it is."""
    for name, value in fault.items():
        setattr(server.oauth, name, value)
    with pytest.raises(Exception, match=said):
        signed_in(session, server, scope="openid notes.read")

    assert "api" not in session.logins


def test_a_stolen_refresh_token_ends_the_sign_in(session, server, client):
    """Somebody else has used it before: the session is told, and asks nobody again and again."""
    login = signed_in(session, server)
    stolen = next(each for each in login.auth.secrets() if each.name == "refresh_token").secret.reveal()
    form = {"grant_type": "refresh_token", "client_id": "notebook", "refresh_token": stolen}
    assert 200 == client.post("/token", data=form).status_code
    server.oauth.later(60)

    with pytest.raises(OAuthError, match="invalid_grant"):
        session.client.get(f"{server.url}/api/notes")
