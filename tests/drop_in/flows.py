"""An auth flow of a user's own that sends three legs, two of them to the token endpoint's address."""

from __future__ import annotations

from nbauth._http import httpx


class RefreshAuth(httpx.Auth):
    """Sends a token; at a 401 fetches a new one from *url* for *form*, and sends again."""

    requires_response_body = True

    def __init__(self, url, form, token="stale-+/token", **options):
        self.url, self.form, self.token, self.options = url, form, token, options

    def auth_flow(self, request):
        request.headers["Authorization"] = f"Bearer {self.token}"
        response = yield request
        if response.status_code == 401:
            answer = yield type(request)("POST", self.url, data=self.form, **self.options)
            self.token = answer.json()["access_token"]
            request.headers["Authorization"] = f"Bearer {self.token}"
            yield request


def refreshing(server, path="/token", **options):
    """Return one for the playground."""
    form = {"grant_type": "password", "username": "ada", "password": server.users["ada"]}
    return RefreshAuth(f"{server.url}{path}", form, **options)
