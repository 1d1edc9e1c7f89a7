"""All panels of an exchange."""

from __future__ import annotations

import json
import re
from urllib.parse import urlencode
from xml.etree import ElementTree

from exchanges import digest, failed, refreshed
from html_page import assert_inert
from hypothesis import given, settings
from hypothesis import strategies as st

from nbauth.core.record import SENDERS, Body, Exchange, Leg, RequestRecord, ResponseRecord
from nbauth.export.har_own import PURPOSES
from nbauth.export.svg import to_svg
from nbauth.render.story import flow_html, flow_text
from nbauth.render.worked.device import GRANT
from nbauth.render.worked.registry import worked


def test_in_the_order_of_the_wire():
    """A renewal: the token that had run out, and the refresh; where two begin with one leg, the grant first."""
    assert [("Bearer", (1, 3)), ("Refresh", (2,))] == [(each.title, each.legs) for each in worked(refreshed())]
    assert ["Digest"] == [each.title for each in worked(digest())]


def test_nothing_to_work():
    """No credentials, or no legs."""
    assert [] == worked(failed()) == worked(Exchange(1, (), error="x"))


SCRAPS = [
    "{{a_proof}}", "{{a_token}}", "n", "", "0", "00000001", "ffffffffff", "é", "\x00", '"', "MD5", "MD5-sess", "SHA-256",
    "-sess", "auth", "auth-int", "true", "slow_down", "invalid_grant", "S256", "plain", "http://[", "/items", "\ud800",
]  # fmt: skip
NAMES = "nonce nc cnonce qop uri response realm algorithm opaque username userhash stale rspauth error".split()
FIELDS = (
    "grant_type refresh_token code_verifier code_challenge state device_code access_token token code iss".split()
)
SCRAP = st.sampled_from(SCRAPS)
PARAMS = st.dictionaries(st.sampled_from(NAMES), SCRAP).map(
    lambda found: ", ".join(f'{name}="{value}"' for name, value in found.items())
)
CREDENTIALS = st.builds("{} {}".format, st.sampled_from(["Digest", "Basic", "Bearer", "DPoP", ""]), PARAMS | SCRAP)
PAIRS = st.dictionaries(st.sampled_from(FIELDS), SCRAP | st.sampled_from(["refresh_token", GRANT]))
ANSWERS = st.dictionaries(
    st.sampled_from([*FIELDS, "expires_in", "interval", "token_type", "scope", "error"]),
    SCRAP | st.floats() | st.booleans() | st.none() | st.integers() | st.lists(st.integers(), max_size=1),
)


def leg(purpose, by, credentials, pairs, status, asked, info, answer, started):
    form = urlencode(pairs, errors="replace").encode()
    headers = (("Authorization", credentials), ("Content-Type", "application/x-www-form-urlencoded"))
    request = RequestRecord("POST", f"https://a.example/items?{form.decode()}", headers, Body(form, len(form)))
    came = (("WWW-Authenticate", asked), ("Authentication-Info", info))
    body = json.dumps(answer).encode()
    response = ResponseRecord(status, "", came, Body(body, len(body))) if status else None
    return Leg(purpose, request, response, started=started, by=by)


LEGS = st.builds(
    leg, st.sampled_from(PURPOSES), st.sampled_from(SENDERS), CREDENTIALS, PAIRS, st.sampled_from([0, 200, 400, 401]),
    CREDENTIALS, PARAMS, ANSWERS, st.floats(0, 2e9),
)  # fmt: skip


@given(st.lists(LEGS, max_size=5))
@settings(max_examples=60, deadline=None)
def test_what_others_write(legs):
    """Whatever servers, users and files have written: each panel comes about, and all that is shown is inert."""
    exchange = Exchange(1, tuple(legs))

    assert isinstance(worked(exchange), list)
    page = assert_inert(flow_html(exchange))
    assert not re.search("[\x00\ud800]", page.text + flow_text(exchange) + to_svg(exchange))
    ElementTree.fromstring(to_svg(exchange))  # noqa: S314 - our own
