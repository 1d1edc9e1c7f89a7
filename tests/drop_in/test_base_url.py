"""base_url (https://www.python-httpx.org/advanced/clients/#other-client-only-configuration-options)."""

from __future__ import annotations

import nbauth


def test_base_url(connect, server):
    """ "base_url - A URL to use as the base when building request URLs"; a login for it answers."""
    caller = connect(base_url=f"{server.url}/apikey")
    caller.session.login(server.url, nbauth.APIKeyAuth(server.api_key))

    assert 200 == caller.get("/header").status_code
    assert "/apikey/header" == server.seen[0].path
    assert [f"{server.url}/apikey/header"] == [leg.request.url for leg in caller.exchange.legs]


def test_client_wide_auth_belongs_to_base_url(connect, server):
    """Credentials of the whole client go to the origin of its base_url only; httpx sends them to any host."""
    caller = connect(base_url=server.url, auth=("ada", server.users["ada"]))

    assert 200 == caller.get("/basic").status_code
    assert 401 == caller.get(f"{server.other}/basic").status_code
    assert [True, False] == ["authorization" in seen.headers for seen in server.seen]
