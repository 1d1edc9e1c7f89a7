"""API key: in a header, a query parameter or a cookie (OpenAPI 3, Security Scheme Object)."""

from __future__ import annotations

import pytest

from nbauth._http import httpx
from nbauth.core.secret import Secret
from nbauth.errors import InvalidField
from nbauth.schemes.api_key import APIKeyAuth

CANARY = 'p+/"&<%é z9'
COOKIE_CANARY = "p+/&<%z9"  # RFC 6265 section 4.1.1 shuts out the rest
URL = "https://api.example.com/v1"


def sent(auth: APIKeyAuth, url: str = URL, **parts) -> httpx.Request:
    """The request as it goes out."""
    return next(auth.sync_auth_flow(httpx.Request("GET", url, **parts)))


def test_each_place_reaches_the_server(send):
    """Header, query and cookie, in any client of httpx, in one leg."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    send(APIKeyAuth(CANARY), answer)
    send(APIKeyAuth(CANARY, "api_key", "query"), answer)
    send(APIKeyAuth(COOKIE_CANARY, "session", "cookie"), answer)

    header, query, cookie = seen
    assert CANARY == dict(header.headers.raw)[b"X-API-Key"].decode()
    assert CANARY == query.url.params["api_key"]
    assert f"session={COOKIE_CANARY}" == cookie.headers["Cookie"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("/", "/?key=p%2B+9"),
        ("/?", "/?key=p%2B+9"),
        ("/?b=2&a=1", "/?b=2&a=1&key=p%2B+9"),
        ("/?flag&sig=x%2Fy%20z&empty=", "/?flag&sig=x%2Fy%20z&empty=&key=p%2B+9"),
        ("/?a=1#part", "/?a=1&key=p%2B+9#part"),
        ("/?key=old&a=1", "/?key=p%2B+9&a=1"),
        ("/a%2Fb?Key=other", "/a%2Fb?Key=other&key=p%2B+9"),
    ],
)
def test_the_rest_of_the_query_stays_as_it_was_written(before, after):
    """Order, bare flags and escapes: a signature over them stays right."""
    auth = APIKeyAuth("p+ 9", "key", "query")

    assert f"https://a{after}" == str(sent(auth, f"https://a{before}").url)


def test_other_cookies_stay():
    """The key is one more pair of the one Cookie header (RFC 6265 section 5.4)."""
    auth = APIKeyAuth(COOKIE_CANARY, "session", "cookie")

    request = sent(auth, headers={"Cookie": "a=1; b=2"})
    assert [f"a=1; b=2; session={COOKIE_CANARY}"] == request.headers.get_list("Cookie")


def test_white_space_round_a_pasted_key_is_removed():
    """As for a token, and redaction is told of what is sent."""
    auth = APIKeyAuth(Secret(f" {CANARY}\r\n", "my_key"))
    (known,) = auth.secrets()

    assert CANARY == dict(sent(auth).headers.raw)[b"X-API-Key"].decode()
    assert ("key", "my_key", CANARY) == (known.name, known.secret.name, known.secret.reveal())
    assert CANARY not in f"{auth!r} {vars(auth)}"


@pytest.mark.parametrize(
    ("location", "name", "parts", "expected"),
    [
        ("header", "X-API-Key", {"headers": {"x-api-key": "mine"}}, True),
        ("header", "X-API-Key", {"headers": {"Authorization": "mine"}}, False),
        ("query", "key", {"params": {"key": ""}}, True),
        ("query", "key", {"params": {"Key": "mine"}}, False),
        ("cookie", "session", {"headers": {"Cookie": "a=1; session=mine"}}, True),
        ("cookie", "session", {"headers": {"Cookie": "a=session; mysession=1"}}, False),
        ("cookie", "session", {}, False),
    ],
)
def test_it_sees_a_key_that_the_user_wrote(location, name, parts, expected):
    """A session leaves such a request as it is."""
    assert expected == APIKeyAuth("key", name, location).is_on(httpx.Request("GET", URL, **parts))


@pytest.mark.parametrize(
    ("args", "field"),
    [
        (("",), "key"),
        ((" \n",), "key"),
        ((f"{CANARY}\r\nX-Evil: 1",), "key"),
        ((f"{CANARY}\0",), "key"),
        ((f"{CANARY}\ud800",), "key"),
        ((None,), "key"),
        ((f"{CANARY}", "session", "cookie"), "key"),
        (("z9;", "session", "cookie"), "key"),
        (("z9 z9", "session", "cookie"), "key"),
        ((CANARY, ""), "header"),
        ((CANARY, "X API"), "header"),
        ((CANARY, "X-Key:"), "header"),
        ((CANARY, "X-Key\r\n"), "header"),
        ((CANARY, "schlüssel"), "header"),
        ((CANARY, "", "query"), "header"),
        ((CANARY, "a\nb", "query"), "header"),
        (("z9", "a=b", "cookie"), "header"),
        ((CANARY, "X-API-Key", "body"), "location"),
    ],
)
def test_what_cannot_be_sent_is_refused_at_once(args, field):
    """One line that names the field and never quotes the key."""
    with pytest.raises(InvalidField) as caught:
        APIKeyAuth(*args)
    assert field == caught.value.field
    assert "z9" not in str(caught.value)


def test_a_query_parameter_may_have_any_name():
    """Names in a query are escaped, so that brackets and spaces work."""
    assert "key" == sent(APIKeyAuth("key", "filter[api key]", "query")).url.params["filter[api key]"]
