"""A flow with everyone in it, for pictures."""

from __future__ import annotations

from exchanges import came, sent

from nbauth.core.record import Exchange, Leg

LOGIN, API = "https://login.example.com", "https://api.example.com/items"
FORM = "application/x-www-form-urlencoded"
TOKEN = b'{"access_token": "{{api_access_token}}", "token_type": "Bearer", "expires_in": 3600, "scope": "read"}'


def signed_in() -> Exchange:
    """Return a sign-in with a browser, a request for a token, what it was for, and a redirect."""
    query = "response_type=code&client_id=notebook&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    code = b"grant_type=authorization_code&code={{api_code}}&code_verifier={{api_code_verifier}}"
    page = f"{LOGIN}/authorize?{query}&code_challenge_method=S256"
    back = "http://127.0.0.1:53682/callback?code={{api_code}}&state={{state}}"
    bearer = (("Authorization", "Bearer {{api_access_token}}"),)
    there = came(307, headers=(("Location", "https://files.example.net/items/1"),))
    legs = (
        Leg("discovery", sent(url=f"{LOGIN}/.well-known/openid-configuration"), came(), None, 1e9, 0.012, "api"),
        Leg("authorize", sent(url=page), None, None, 1e9 + 0.1, 8.2, by="browser"),
        Leg("callback", sent(url=back), came(), None, 1e9 + 8.3, by="browser"),
        Leg(
            "token", sent("POST", f"{LOGIN}/token", (), code, FORM), came(200, TOKEN), None, 1e9 + 8.4, 0.05, "api"
        ),
        Leg("request", sent(url=API, headers=bearer), there, None, 1e9 + 8.5, 0.03, "api"),
        Leg("redirect", sent(url="https://files.example.net/items/1"), came(), None, 1e9 + 8.6, 0.04),
    )
    return Exchange(3, legs, 8.7)
