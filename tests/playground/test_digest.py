"""/digest and its variants (RFC 7616), asked by httpx's own DigestAuth and by a client written out here."""

from __future__ import annotations

import hashlib
import re

import pytest

import nbauth
from nbauth._http import httpx
from nbauth.core.challenge import parse_challenges, parse_params
from nbauth.playground.digest import LIFETIME, Nonces

CANARY = 'p+/"&<%é z9'
HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


class Answer:
    """A Digest answer, written out by RFC 7616 section 3.4, each part of which a test can make wrong."""

    def __init__(self, response, user="ada", password="correct horse", *, algorithm="SHA-256", qop="auth"):
        offered = parse_challenges(response.headers.get_list("WWW-Authenticate"), strict=True)
        self.challenge = next(one for one in offered if one.get("algorithm") == algorithm)
        self.user, self.password, self.algorithm, self.qop = user, password, algorithm, qop
        self.nonce, self.nc, self.cnonce = self.challenge.get("nonce"), 1, "made up"
        self.username = f'username="{user}"'

    def h(self, text: str | bytes) -> str:
        data = text.encode() if isinstance(text, str) else text
        return HASHES[self.algorithm.removesuffix("-sess")](data).hexdigest()

    def proof(self, method: str, uri: str, body: bytes = b"") -> str:
        first = self.h(f"{self.user}:{self.challenge.realm}:{self.password}")
        if self.algorithm.endswith("-sess"):
            first = self.h(f"{first}:{self.nonce}:{self.cnonce}")
        second = f"{method}:{uri}" + (f":{self.h(body)}" if self.qop == "auth-int" else "")
        return self.h(f"{first}:{self.nonce}:{self.nc:08x}:{self.cnonce}:{self.qop}:{self.h(second)}")

    def header(self, method: str, uri: str, body: bytes = b"") -> dict[str, bytes]:
        text = (
            f'Digest {self.username}, realm="{self.challenge.realm}", nonce="{self.nonce}", uri="{uri}", '
            f'response="{self.proof(method, uri, body)}", algorithm={self.algorithm}, qop={self.qop}, '
            f'nc={self.nc:08x}, cnonce="{self.cnonce}", opaque="{self.challenge.get("opaque")}"'
        )
        return {"Authorization": text.encode()}


def reason(response) -> str:
    assert response.status_code == 401
    return response.json()["reason"]


def is_stale(response) -> bool:
    (*_, challenge) = parse_challenges(response.headers.get_list("WWW-Authenticate"))
    return challenge.get("stale") == "true"


def test_the_challenge_offers_the_best_first(client):
    """Two lines, SHA-256 before MD5, with what RFC 7616 section 3.3 asks for."""
    lines = client.get("/digest").headers.get_list("WWW-Authenticate")
    offered = parse_challenges(lines, strict=True)

    assert ["SHA-256", "MD5"] == [one.get("algorithm") for one in offered]
    for one in offered:
        assert (one.realm, one.get("qop"), one.get("charset")) == ("playground", "auth, auth-int", "UTF-8")
        assert one.get("stale") is None
    assert all(re.search(r"algorithm=[A-Z]", line) for line in lines)  # section 3.3: not quoted


@pytest.mark.parametrize("path", ["/digest", "/digest/md5", "/digest/short", "/digest/nextnonce", "/digest/sess"])
def test_another_implementation_gets_in(server, path):
    """httpx's DigestAuth, which shares no code with the server."""
    auth = httpx.DigestAuth("ada", server.users["ada"])

    response = httpx.get(f"{server.url}{path}?a=%C3%A9&b=1", auth=auth)

    assert response.json()["user"] == "ada"
    assert [401, 200] == [one.status for one in server.seen]


@pytest.mark.parametrize("qop", ["auth", "auth-int"])
@pytest.mark.parametrize(
    ("path", "algorithm"),
    [("/digest", "SHA-256"), ("/digest", "MD5"), ("/digest/sess", "SHA-256-sess"), ("/digest/sess", "MD5-sess")],
)
def test_each_algorithm_and_qop_gets_in_and_is_proved(client, path, algorithm, qop):
    """The server proves that it knows the password as well (RFC 7616 section 3.5)."""
    body = CANARY.encode()
    answer = Answer(client.post(path, content=body), algorithm=algorithm, qop=qop)

    response = client.post(path, content=body, headers=answer.header("POST", path, body))

    assert response.json()["qop"] == qop
    info = parse_params(response.headers["Authentication-Info"], strict=True)
    assert info == {
        "rspauth": answer.proof("", path, response.content),
        "cnonce": "made up",
        "nc": "00000001",
        "qop": qop,
    }


@pytest.mark.parametrize("username", ['username="zoë"', "username*=UTF-8''zo%C3%AB"])
def test_a_user_beyond_ascii_gets_in(server, client, username):
    """In UTF-8, as bytes or as username* (RFC 7616 sections 3.4 and 4)."""
    answer = Answer(client.get("/digest"), "zoë", server.users["zoë"])
    answer.username = username

    assert client.get("/digest", headers=answer.header("GET", "/digest")).json()["user"] == "zoë"


def test_a_user_can_come_as_a_hash(server, client):
    """/digest/userhash asks for it (RFC 7616 section 3.4.4)."""
    path = "/digest/userhash"
    answer = Answer(client.get(path), "zoë", server.users["zoë"])
    assert answer.challenge.get("userhash") == "true"
    answer.username = f'username="{answer.h("zoë:playground userhash")}", userhash=true'

    assert client.get(path, headers=answer.header("GET", path)).json()["user"] == "zoë"


@pytest.mark.parametrize("change", [{"password": CANARY}, {"user": "nobody"}, {"password": ""}])
def test_wrong_credentials_are_refused(client, change):
    """And are not called stale, or a client would try for ever."""
    response = client.get("/digest", headers=Answer(client.get("/digest"), **change).header("GET", "/digest"))

    assert reason(response) == "wrong user name or password"
    assert not is_stale(response)


@pytest.mark.parametrize("part", ["method", "body", "realm", "opaque", "cnonce", "nonce"])
def test_every_part_is_checked(client, part):
    """A header made for another request, or with one part changed, is refused."""
    answer = Answer(client.post("/digest"), qop="auth-int")
    header = answer.header("GET" if part == "method" else "POST", "/digest", b"x")["Authorization"].decode()
    if part in ("realm", "opaque", "cnonce", "nonce"):
        header = re.sub(rf'\b{part}="', rf'{part}="x', header)

    body = b"changed" if part == "body" else b"x"
    assert client.post("/digest", content=body, headers={"Authorization": header}).status_code == 401


def test_a_header_for_another_uri_is_400(client):
    """RFC 7616 section 3.4.6: uri and request must be the same."""
    answer = Answer(client.get("/digest"))

    assert client.get("/digest?a=1", headers=answer.header("GET", "/digest")).status_code == 400
    assert client.get("/digest?a=1", headers=answer.header("GET", "/digest?a=1")).status_code == 200


def test_a_replay_is_refused(client):
    """The same nc twice, or a lower one, is a replay (RFC 7616 section 3.4); a gap upwards is not."""
    answer = Answer(client.get("/digest"))

    statuses = []
    for answer.nc in (1, 1, 5, 4, 6):
        response = client.get("/digest", headers=answer.header("GET", "/digest"))
        statuses.append((response.status_code, response.status_code == 401 and is_stale(response)))

    assert statuses == [(200, False), (401, True), (200, False), (401, True), (200, False)]


def test_an_invented_nonce_is_refused(client):
    """Only what the server gave out counts."""
    answer = Answer(client.get("/digest"))
    answer.nonce = "invented"

    assert "nonce" in reason(client.get("/digest", headers=answer.header("GET", "/digest")))


def test_a_short_nonce_is_stale_the_second_time(client):
    """stale=true says: the password is right, take this new nonce (RFC 7616 section 3.3)."""
    path = "/digest/short"
    answer = Answer(client.get(path))
    assert client.get(path, headers=answer.header("GET", path)).status_code == 200
    answer.nc = 2
    response = client.get(path, headers=answer.header("GET", path))

    assert is_stale(response)
    assert client.get(path, headers=Answer(response).header("GET", path)).status_code == 200


def test_nextnonce_is_good(client):
    """/digest/nextnonce gives the next nonce with each answer; who takes it sees no 401 again (section 3.5)."""
    path = "/digest/nextnonce"
    answer = Answer(client.get(path))
    for _ in range(3):
        response = client.get(path, headers=answer.header("GET", path))
        assert response.status_code == 200
        answer.nonce = parse_params(response.headers["Authentication-Info"])["nextnonce"]


def test_bad_rspauth_lies(client):
    """/digest/bad-rspauth lets the right user in with a proof that is wrong."""
    path = "/digest/bad-rspauth"
    answer = Answer(client.get(path))
    response = client.get(path, headers=answer.header("GET", path))

    rspauth = parse_params(response.headers["Authentication-Info"])["rspauth"]
    assert response.status_code == 200
    assert len(rspauth) == 64
    assert rspauth != answer.proof("", path)


def test_an_algorithm_that_was_not_offered_is_refused(client):
    """/digest/md5 takes no SHA-256."""
    answer = Answer(client.get("/digest/md5"), algorithm="MD5")
    answer.algorithm = "SHA-256"

    assert "not offered" in reason(client.get("/digest/md5", headers=answer.header("GET", "/digest/md5")))


@pytest.mark.parametrize(
    ("found", "replaced"),
    [
        (r", nc=\w+", ""),
        (r", qop=\w+", ""),
        (r", cnonce=\"[^\"]*\"", ""),
        (r"username=\"ada\", ", ""),
        (r"nc=\w+", "nc=1"),
        (r"nc=\w+", "nc=00000000"),
        (r"nc=\w+", "nc=0000000g"),
        (r"qop=auth", "qop=auth-conf"),
        (r"algorithm=SHA-256", "algorithm=CRC-32"),
        (r"username=\"ada\"", "username=\"ada\", username*=UTF-8''ada"),
        (r"username=\"ada\"", "username*=ISO-8859-1''ada"),
        (r"username=\"ada\"", "username*=UTF-8''%FF"),
        (r"$", '"'),
    ],
)
def test_a_header_that_makes_no_sense_is_400(client, found, replaced):
    """RFC 7616 section 3.4: an improper or missing parameter is the client's error, not a wrong password."""
    header = Answer(client.get("/digest")).header("GET", "/digest")["Authorization"].decode()
    changed = re.sub(found, replaced, header, count=1)
    assert changed != header

    assert client.get("/digest", headers={"Authorization": changed}).status_code == 400


def test_no_refusal_says_what_was_sent(client):
    """Neither the answer's body nor its headers repeat any part of the credentials."""
    header = f'Digest username="{CANARY[:3]}canary", nonce=canary, uri=canary, response=canary canary'

    response = client.get("/digest", headers={"Authorization": header})

    assert response.status_code == 400
    assert "canary" not in response.text + str(response.headers)


def test_a_nonce_ages():
    """A nonce is good for its lifetime, by the server's clock."""
    now = [0.0]
    nonces = Nonces(clock=lambda: now[0])
    nonce = nonces.give()
    now[0] = LIFETIME - 1
    assert nonces.spend(nonce, 1)
    now[0] = LIFETIME

    assert not nonces.spend(nonce, 2)


def test_old_nonces_are_forgotten():
    """Challenges that nobody answers do not fill the memory."""
    nonces = Nonces()
    first = nonces.give()
    for _ in range(1000):
        last = nonces.give()

    assert (nonces.spend(first, 1), nonces.spend(last, 1)) == (False, True)


def test_a_downgrade(server):
    """Somebody on the way asks for Basic: a login that is for Digest does not answer, and its password stays here."""
    with nbauth.Session() as session:
        session.login(server.url, nbauth.DigestAuth("ada", server.users["ada"]))
        response = session.client.get(f"{server.url}/digest/downgrade")

    assert 401 == response.status_code and response.headers["WWW-Authenticate"].startswith("Basic ")
    sent = [one for one in server.seen if one.path == "/digest/downgrade"]
    assert 1 == len(sent) and "authorization" not in sent[0].headers
