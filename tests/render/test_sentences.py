"""A sentence for each leg, for somebody who learns."""

from __future__ import annotations

import pytest
from exchanges import DIGEST, URL, came, sent

from nbauth.core.record import Exchange, Leg
from nbauth.render.sentences import sentence

BASIC = (("Authorization", "Basic {{api_password}}"),)
PROOF = (("Authorization", DIGEST),)
SECOND = (("Authorization", DIGEST.replace("nc=00000001", "nc=00000002")),)
BEARER = (("Authorization", "Bearer {{api_token}}"),)
OTHER = "https://other.example/"


def leg(purpose="request", headers=(), code=200, url=URL, login=None, answer=(), body=b"", user=None, method="GET"):
    return Leg(purpose, sent(method, url, headers), came(code, body, headers=answer), login=login, username=user)


def asked(*challenges):
    return tuple(("WWW-Authenticate", text) for text in challenges)


def grant(form, code=200, answer=b"{}", purpose="token"):
    request = sent("POST", OTHER, (), form.encode(), "application/x-www-form-urlencoded")
    return Leg(purpose, request, came(code, answer, "application/json"), login="api")


STALE = leg("challenge", PROOF, 401, answer=asked('Digest realm="a", nonce="new", stale=TRUE'), login="api")
TOKEN = grant("grant_type=client_credentials")

# What happened before, the leg, and what is said of it.
SENTENCES = [
    # What a flow asks for itself.
    (
        None,
        leg("discovery", url="https://as.example/.well-known/openid-configuration"),
        "The flow asks the authorization server what it can do, and where. It tells its endpoints.",
    ),
    (
        None,
        leg("discovery", url="https://a.example/.well-known/oauth-protected-resource/v1"),
        "The flow asks the API who grants its tokens (RFC 9728). It names its servers.",
    ),
    (None, leg("register", code=201), "The flow has the server make an id for the client. The server does so."),
    (None, leg("userinfo"), "The flow asks who has signed in. The server does so."),
    (None, leg("userinfo", code=403), "The flow asks who has signed in. The server refuses."),
    # Without a login.
    (None, leg(), "The request goes out without credentials."),
    (
        None,
        leg(code=401, answer=asked('Digest realm="a", nonce="b"', "Basic")),
        "The request goes out without credentials. The server refuses, and names the scheme it wants: Digest or Basic.",
    ),
    (
        None,
        leg(code=401),
        "The request goes out without credentials. The server refuses, and does not say which scheme it wants.",
    ),
    (None, leg(headers=BASIC), "The request brings credentials (Basic), from no login. The server accepts."),
    (None, leg(headers=(("Cookie", "id={{cookie}}"),)), "The request goes out without credentials."),
    # Logins that answer at once.
    (
        None,
        leg(headers=BASIC, login="api"),
        "The login api goes along: user name and password, in every request, encoded and not encrypted."
        " The server accepts.",
    ),
    (
        None,
        leg(headers=BASIC, login="auth", user="ada"),
        "The auth= of the call goes along: user name (ada) and password, encoded and not encrypted."
        " The server accepts.",
    ),
    (
        None,
        leg(headers=BASIC, login="netrc", user="ada"),
        "The login netrc goes along: user name (ada) and password, in every request, encoded and not encrypted."
        " The server accepts.",
    ),
    (
        None,
        leg(headers=BEARER, login="api"),
        "The login api goes along: a token, and whoever holds it may use it. The server accepts.",
    ),
    (
        None,
        leg(headers=PROOF, login="api"),
        "The login api proves the password at once: the server's nonce was known, so no 401 was needed."
        " The server accepts.",
    ),
    (
        None,
        leg(
            headers=SECOND, login="api", answer=(("Authentication-Info", 'nextnonce="n", rspauth="{{api_proof}}"'),)
        ),
        "The login api proves the password at once: the server's nonce was known (this is use 2 of it), so no 401"
        " was needed. The server accepts, and proves that it knows the password as well, and gives the nonce for"
        " the next request.",
    ),
    (
        None,
        leg(headers=(("X-API-Key", "{{api_key}}"),), login="api"),
        "The login api goes along: a key in the header X-API-Key. The server accepts.",
    ),
    (
        None,
        leg(url=f"{URL}?key={{{{api_key}}}}", login="api"),
        "The login api goes along: a key in the URL. The server accepts.",
    ),
    (
        None,
        leg(headers=(("Cookie", "a={{cookie}}; sid={{api_key}}"),), login="api"),
        "The login api goes along: a key in a cookie. The server accepts.",
    ),
    (None, leg(login="own"), "The login own goes along with the request. The server accepts."),
    (
        None,
        leg(headers=BASIC, login="api", code=403),
        "The login api goes along: user name and password, in every request, encoded and not encrypted."
        " The server knows who asks, and does not allow it.",
    ),
    # Challenges and answers.
    (
        None,
        leg("challenge", code=401, answer=asked('Digest realm="a"'), login="api"),
        "The request goes out without credentials, to hear what the server asks for."
        " The server refuses, and names the scheme it wants: Digest.",
    ),
    (
        None,
        STALE,
        "The login api proves the password at once: the server's nonce was known, so no 401 was needed."
        " The server knows the password, but the nonce is too old: it gives a new one (stale).",
    ),
    (
        STALE,
        leg("answer", PROOF, login="api"),
        "The same request again, with a proof for the new nonce. The server accepts.",
    ),
    (
        leg("challenge", code=401),
        leg("answer", PROOF, login="api"),
        "The same request again, with a proof of the password: the password itself is not sent. The server accepts.",
    ),
    (
        leg("challenge", code=401),
        leg("answer", BASIC, login="api", user="ada"),
        "The same request again, this time with user name (ada) and password, encoded and not encrypted."
        " The server accepts.",
    ),
    (
        leg("challenge", code=401),
        leg("answer", BASIC, 401, login="api"),
        "The same request again, this time with user name and password, encoded and not encrypted."
        " The server refuses that too, and does not say which scheme it wants.",
    ),
    (
        None,
        leg("challenge", BEARER, 401, answer=asked('Bearer realm="a", error="invalid_token"'), login="api"),
        "The login api goes along: a token, and whoever holds it may use it."
        " The server refuses: the token is unknown, has run out or was taken back (invalid_token).",
    ),
    (TOKEN, leg("answer", BEARER, login="api"), "The same request again, with the new token. The server accepts."),
    (
        leg("challenge", code=401),
        leg("answer", BEARER, login="api"),
        "The same request again, with a token. The server accepts.",
    ),
    (
        leg("challenge", code=401),
        leg("answer", (("X-Signature", "{{own_signature}}"),), login="own"),
        "The same request again, this time with a key in the header X-Signature. The server accepts.",
    ),
    (
        leg("challenge", code=401),
        leg("answer", login="own"),
        "The same request again, as the flow has made it of the answer. The server accepts.",
    ),
    # Tokens.
    (
        None,
        TOKEN,
        "The flow asks for an access token, in the name of the program itself. The token endpoint grants it.",
    ),
    (
        None,
        grant("grant_type=refresh_token&refresh_token={{api_refresh_token}}"),
        "The access token has run out: the flow hands in the refresh token for a new one. The token endpoint grants it.",
    ),
    (
        None,
        grant("grant_type=authorization_code", 400, b'{"error": "invalid_grant", "error_description": "x"}'),
        "The flow hands in the code that the login page gave, for an access token."
        " The token endpoint refuses: what was handed in is wrong or has run out.",
    ),
    (
        None,
        grant("grant_type=password", 400, b'{"error": "<script>"}'),
        "The flow asks for an access token, with user name and password. The token endpoint refuses.",
    ),
    (None, leg("token", code=500), "The flow asks for a token on the way. The token endpoint refuses."),
    (
        None,
        grant("a", 400, b'{"error": "authorization_pending"}', "poll"),
        "The flow asks whether it is done. Not yet: nobody has said yes so far.",
    ),
    (
        None,
        grant("a", 400, b'{"error": "slow_down"}', "poll"),
        "The flow asks whether it is done. Not yet, and the server wants to be asked less often.",
    ),
    (None, grant("a", purpose="poll"), "The flow asks whether it is done. The token endpoint grants it."),
    # What is wrong where the scheme is not.
    (
        leg("challenge", code=401, answer=asked('Digest realm="a", nonce="b"'), login="api"),
        leg("answer", PROOF, 401, login="api", answer=asked('Digest realm="a", nonce="c"')),
        "The same request again, with a proof of the password: the password itself is not sent."
        " The server refuses that too: the scheme is right (Digest), so look at user name and password.",
    ),
    (
        None,
        leg(headers=BASIC, code=401, login="auth", answer=asked('bASIC realm="a"')),
        "The auth= of the call goes along: user name and password, encoded and not encrypted."
        " The server refuses: the scheme is right (Basic), so look at user name and password.",
    ),
    (
        None,
        leg(headers=BEARER, code=401, login="api", answer=asked('Bearer realm="a"')),
        "The login api goes along: a token, and whoever holds it may use it."
        " The server refuses: the scheme is right (Bearer), so look at the token.",
    ),
    (
        None,
        leg(headers=(("Authorization", "DPoP {{api_token}}"),), code=401, answer=asked("DPoP")),
        "The request brings credentials (DPoP), from no login."
        " The server refuses: the scheme is right (DPoP), so look at the credentials.",
    ),
    (
        None,
        leg(headers=BASIC, code=401, login="api", answer=asked('Bearer realm="a"')),
        "The login api goes along: user name and password, in every request, encoded and not encrypted."
        " The server refuses, and names the scheme it wants: Bearer.",
    ),
    (
        None,
        leg("challenge", PROOF, 401, login="api", answer=asked('Digest realm="a", nonce="c"')),
        "The login api proves the password at once: the server's nonce was known, so no 401 was needed."
        " The server refuses, and names the scheme it wants: Digest.",
    ),
    # Redirects.
    (
        None,
        leg(code=302, answer=(("Location", "/x"),)),
        "The request goes out without credentials. The server points elsewhere.",
    ),
    (leg(), leg("redirect"), "Sent to where the redirect points."),
    (leg(method="POST"), leg("redirect"), "Sent to where the redirect points, now as GET."),
    (leg(), leg("redirect", url=OTHER), "Sent to where the redirect points, another origin."),
    (
        leg(headers=BASIC, login="api"),
        leg("redirect", url=OTHER),
        "Sent to where the redirect points, another origin: credentials for the first one stay behind.",
    ),
    (
        leg(headers=BASIC, login="api"),
        leg("redirect", BEARER, url=OTHER, login="other"),
        "Sent to where the redirect points, another origin, which has a login of its own: other. The server accepts.",
    ),
    (
        leg(headers=BASIC),
        leg("redirect", (("X-Token", "{{x_token}}"),), url=OTHER),
        "Sent to where the redirect points, another origin, with a key in the header X-Token. The server accepts.",
    ),
    # What else comes back.
    (
        None,
        leg(code=407),
        "The request goes out without credentials. A proxy on the way wants credentials of its own.",
    ),
    (None, leg(code=403), "The request goes out without credentials. The server does not allow it."),
    (
        None,
        leg(code=429),
        "The request goes out without credentials. The server has been asked too often and wants a pause.",
    ),
    (None, leg(code=404), "The request goes out without credentials."),
    (None, leg(code=502), "The request goes out without credentials. The server could not do it."),
    (
        None,
        Leg("request", sent(), None, "ConnectError: refused"),
        "The request goes out without credentials. No connection came about.",
    ),
    (
        None,
        Leg("request", sent(), None, "ReadTimeout: x"),
        "The request goes out without credentials. No response came in time.",
    ),
    (
        None,
        Leg("request", sent(), None, "ReadError"),
        "The request goes out without credentials. No response came.",
    ),
]


@pytest.mark.parametrize("before, one, said", SENTENCES, ids=[said for _, _, said in SENTENCES])
def test_sentence(before, one, said):
    """Each leg has one sentence on why it was sent, and one on what came of it."""
    legs = (before, one) if before else (one,)
    assert said == sentence(one, Exchange(1, legs))


def test_a_token_on_the_way_is_none_of_the_redirects():
    """Where a redirect leads is told from what was asked, also where a flow has fetched a token in between."""
    legs = (TOKEN, leg(headers=BEARER, code=302, login="api"), TOKEN, leg("redirect", BEARER, login="api"))

    assert "Sent to where the redirect points. The server accepts." == sentence(legs[3], Exchange(1, legs))
