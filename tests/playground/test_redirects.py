"""/echo, /open, /redirect and /away."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("path", ["/echo", "/open"])
def test_echo_says_what_arrived(server, client, path):
    """Method, origin, path, query, headers and body, without a login."""
    answer = client.put(f"{path}?q=1", content="héllo", headers=[("X-A", "1"), ("X-A", "2")]).json()

    assert (answer["method"], answer["path"], answer["query"]) == ("PUT", path, "q=1")
    assert (answer["origin"], answer["body"]) == (server.url, "héllo")
    assert answer["headers"]["x-a"] == "1, 2"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_away_leads_to_the_second_origin(server, client, status):
    """The lesson of what a client may take along."""
    response = client.get(f"/away?status={status}")

    assert (response.status_code, response.headers["Location"]) == (status, f"{server.other}/echo")
    assert client.get("/away", follow_redirects=True).json()["origin"] == server.other


def test_a_redirect_leads_where_it_is_told_within_the_playground(server, client):
    """A path, or a URL at one of its two origins; 302 unless told otherwise."""
    for to in ("/basic", "/echo?a=1", f"{server.url}/open", f"{server.other}/basic"):
        response = client.get("/redirect", params={"to": to})
        assert (response.status_code, response.headers["Location"]) == (302, to)


@pytest.mark.parametrize(
    "to",
    [
        "",
        "echo",
        "//evil.example/",
        "///evil.example/",  # no host for a parser, but one for a browser
        "/\\evil.example",
        "/\t/evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "http://[/",
        "{url}@evil.example/",
        "{url}.evil.example/",
        "{url}\\@evil.example/",
        "https{rest}/",
        "/a\r\nSet-Cookie: b=c",
    ],
)
def test_it_leads_nowhere_else(server, client, to):
    """It is no open redirect, however the address is written."""
    to = to.replace("{url}", server.url).replace("{rest}", server.url.removeprefix("http"))

    assert client.get("/redirect", params={"to": to}).status_code == 400


@pytest.mark.parametrize("status", ["200", "304", "x", "-1", "٣٠٢"])
def test_other_statuses_are_refused(client, status):
    """Only the five redirects that a client follows."""
    assert client.get("/redirect", params={"to": "/echo", "status": status}).status_code == 400
    assert client.get("/away", params={"status": status}).status_code == 400
