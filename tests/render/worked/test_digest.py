"""Digest, worked: what is computed from the record is what went over the wire."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from urllib.request import parse_http_list, parse_keqv_list

import pytest
from corpora import corpus
from digest_server import CANARY, HASHES, DigestServer, quoted, serve
from exchanges import came, sent
from wire.canary import leaks

import nbauth
from nbauth.core.record import Body, Exchange, Leg
from nbauth.errors import ServerNotAuthentic
from nbauth.render.worked.digest import panels

HEX = re.compile("[0-9a-f]{32,}")


def exchanged(server, method="GET", body=b"", *, count=1):
    """Return what a session records of requests to a server, the last one."""
    with serve(server.handle) as url, nbauth.Session() as session:
        session.login(url, nbauth.DigestAuth(server.user.decode(), server.password.decode()), name="api")
        for _ in range(count):
            try:
                session.client.request(method, f"{url}/items?page=2", content=body)
            except ServerNotAuthentic:
                pass
        return session.history[-1]


def steps(panel):
    return {step.name: step for step in panel.steps}


def digest(name, text):
    return hashlib.new(HASHES[name], text.encode()).hexdigest()


def finished(panel, algorithm, a1):
    """Return the response that a panel's last formula gives with the password."""
    found = steps(panel)
    base = algorithm.removesuffix("-sess")
    ha1 = digest(base, a1)
    if algorithm.endswith("-sess"):
        ha1 = digest(base, f"{ha1}:{found['nonce'].value}:{found['cnonce'].value}")
    formula = re.fullmatch(rf"{base}\((.*)\)", found["response"].how)
    return digest(base, formula[1].replace("HA1", ha1, 1))


@pytest.mark.parametrize("algorithm", ["MD5", "MD5-sess", "SHA-256", "SHA-256-sess", "SHA-512-256", "SHA"])
@pytest.mark.parametrize("qop", ["auth", "auth-int"])
def test_it_is_what_went_over_the_wire(algorithm, qop):
    """With the password, and nothing else, the last step gives the response that the server got."""
    server = DigestServer(algorithm=algorithm, qop=qop)
    (panel,) = panels(exchanged(server, "POST", b'{"a": 1}'))

    assert server.seen[-1]["response"] == finished(panel, algorithm, f"ada:{server.realm}:{CANARY}")
    assert ("{{api_proof}}", ()) == (steps(panel)["response"].value, panel.problems)
    assert [] == leaks(repr(panel), CANARY)


def test_without_a_qop():
    """As RFC 2069 has it: no count, no cnonce, and that is said."""
    server = DigestServer(algorithm="MD5", qop="")
    (panel,) = panels(exchanged(server))

    assert server.seen[-1]["response"] == finished(panel, "MD5", f"ada:{server.realm}:{CANARY}")
    assert "cnonce" not in steps(panel) and "no cnonce and no count" in panel.why


def test_a_name_that_is_hashed():
    """Neither the name nor the hash of the password is shown; how both are made is."""
    server = DigestServer(params="userhash=true")
    (panel,) = panels(exchanged(server))
    found = steps(panel)

    assert digest("SHA-256", f"ada:{server.realm}") == found["username"].value
    assert f"name:{server.realm}:{{{{api_password}}}}" == found["A1"].value
    assert digest("SHA-256", f"ada:{server.realm}:{CANARY}") not in repr(panel)


@pytest.mark.parametrize("row", corpus("rfc-vectors/vectors.json", "digest"), ids=lambda row: row["source"])
def test_the_examples_of_the_rfcs(row):
    """What they compute, from their header alone."""
    names = "username realm nonce uri algorithm response opaque".split()
    given = ", ".join(f'{name}="{quoted(row[name])}"' for name in names if row.get(name))
    given += "".join(f", {name}={row[name]}" for name in ("qop", "nc") if row.get(name))
    given += f', cnonce="{row["cnonce"]}"' if row.get("cnonce") else ""
    url = f"https://www.example.org{row['uri']}"
    leg = Leg("answer", sent(row["method"], url, (("Authorization", f"Digest {given}"),)), came())
    (panel,) = panels(Exchange(1, (leg,)))

    a1 = f"{row['username']}:{row['realm']}:{row['password']}"
    assert row["response"] == finished(panel, row.get("algorithm") or "MD5", a1)


def test_the_count_of_a_nonce():
    """The second request knows the nonce, and says so; it is use 2."""
    (panel,) = panels(exchanged(DigestServer(), count=2))

    assert "00000002" == steps(panel)["nc"].value
    assert "before this exchange" in steps(panel)["nonce"].how


def test_a_body_with_a_secret():
    """Its hash cannot be made of the record, which has the secret by its name; the formula is shown."""
    body = f'{{"again": "{CANARY}"}}'.encode()
    (panel,) = panels(exchanged(DigestServer(qop="auth-int"), "POST", body))

    assert "POST:/items?page=2:SHA-256(body)" == steps(panel)["A2"].value
    assert not HEX.search(steps(panel)["HA2"].value) and steps(panel)["response"].how.endswith(":HA2)")


def test_a_body_that_is_not_all_there():
    """The record has its beginning alone: what would be its hash is none."""
    exchange = exchanged(DigestServer(qop="auth-int"), "POST", b"0123456789")
    *before, last = exchange.legs
    cut = replace(last.request, body=Body(b"01234", 10, "cut"))
    (panel,) = panels(replace(exchange, legs=(*before, replace(last, request=cut))))

    assert "POST:/items?page=2:SHA-256(body)" == steps(panel)["A2"].value


def test_how_the_server_proves_itself():
    """A2 without the method; the proof itself is as secret as the response."""
    (panel,) = panels(exchanged(DigestServer(nextnonce=True)))
    found = steps(panel)

    assert found["rspauth"].how.endswith(":auth:SHA-256(:uri)): A2 without the method")
    assert "{{api_proof}}" == found["rspauth"].value and found["nextnonce"].value.startswith("2")


def test_a_server_that_proves_nothing():
    """Its rspauth is wrong, and that is pointed at."""
    (panel,) = panels(exchanged(DigestServer(rspauth="wrong")))

    assert ["The server's rspauth is wrong"] == [each.partition(":")[0] for each in panel.problems]


@pytest.mark.parametrize("says_stale", [True, False])
def test_stale(says_stale):
    """A nonce that was too old: fine where the server says stale=true, else pointed at."""
    first, second = panels(exchanged(DigestServer(uses=1, says_stale=says_stale), count=2))

    assert [] == [each for each in first.problems if says_stale]
    assert says_stale or "without saying stale=true" in first.problems[0]
    assert () == second.problems


def answered(old="", new="", *, twice=False, url="https://a.example/items", challenge=""):
    """Return an exchange of a challenge and its answer, of which *old* is replaced by *new*."""
    asked = challenge or 'Digest realm="api", nonce="n", qop="auth", algorithm=MD5, opaque="o"'
    proof = f'username="ada", realm="api", nonce="n", uri="/items", response="{"{{api_proof}}"}"'
    given = f'Digest {proof}, algorithm=MD5, opaque="o", qop=auth, nc=00000001, cnonce="c"'
    assert old in given
    answer = Leg("answer", sent("GET", url, (("Authorization", given.replace(old, new)),)), came())
    first = Leg("challenge", sent("GET", url), came(401, headers=(("WWW-Authenticate", asked),)))
    return Exchange(1, (first, answer, *([answer] if twice else [])))


@pytest.mark.parametrize(
    ("exchange", "said"),
    [
        (answered(twice=True), "The count 1 of this nonce was used before, in 2"),
        (answered('"/items"', '"/other"'), "The uri that is hashed is not the one that was asked for"),
        (answered('realm="api"', 'realm="other"'), "The realm is not the one of the challenge."),
        (answered('opaque="o"', 'opaque="x"'), "The opaque is not the one of the challenge."),
        (answered("=MD5", "=SHA-256"), "The algorithm is not the one of the challenge."),
        (answered("qop=auth, ", ""), "The answer has no qop, though one is offered"),
        (answered("qop=auth", "qop=auth-int"), "The qop was not offered: auth"),
    ],
    ids=["count", "uri", "realm", "opaque", "algorithm", "no qop", "qop"],
)  # fmt: skip
def test_what_a_client_does_wrong(exchange, said):
    """As the record shows it; the same without the mistake has none."""
    assert [said] == [each[: len(said)] for each in list(panels(exchange))[-1].problems]


def test_nothing_wrong():
    """A default is no difference; nor is a URL of which redaction has hidden a part."""
    plain = 'Digest realm="api", nonce="n", qop="auth,auth-int", opaque="o"'
    hidden = answered('"/items"', '"/items?token=x"', url="https://a.example/items?token={{token}}")

    assert [(), ()] == [panel.problems for each in (answered(challenge=plain), hidden) for panel in panels(each)]


def test_a_proof_about_something_else():
    """The server's info says another count than was sent."""
    first, second = answered().legs
    info = came(headers=(("Authentication-Info", 'rspauth="{{api_proof}}", cnonce="c", nc=00000009, qop=auth'),))
    (panel,) = panels(Exchange(1, (first, replace(second, response=info))))

    assert ("The server's proof is about another nc (00000009) than was sent.",) == panel.problems


def test_a_hash_that_is_unknown():
    """The formula stays a formula."""
    (panel,) = panels(answered("algorithm=MD5", "algorithm=BLAKE9"))

    assert steps(panel)["response"].how == "BLAKE9(HA1:n:00000001:c:auth:HA2)"


@pytest.mark.parametrize("algorithms", [("MD5", "SHA-256"), ("SHA-256", "MD5")])
def test_a_choice_of_algorithms(algorithms):
    """Several challenges with one nonce: the answer is compared with the one that it answers."""
    asked = ", ".join(
        f'Digest realm="api", nonce="n", qop="auth", algorithm={each}, opaque="o"' for each in algorithms
    )

    assert [(), ()] == [
        panel.problems
        for panel in (*panels(answered(challenge=asked)), *panels(answered("=MD5", "=SHA-256", challenge=asked)))
    ]


@pytest.mark.parametrize("name", ["apache", "httpbin"])
def test_real_servers(request, name):
    """What they were sent is what the panel computes with the password; nothing is wrong with their answers."""
    place, got = request.getfixturevalue(name), []
    path, user = (
        ("/digest", ("ada", "correct horse")) if name == "apache" else ("/digest-auth/auth/ada/pw", ("ada", "pw"))
    )
    with nbauth.Session(
        event_hooks={"request": [lambda sent: got.append(sent.headers.get("Authorization", ""))]}
    ) as session:
        session.login(place, nbauth.DigestAuth(*user), name="api")
        assert 200 == session.client.get(place + path).status_code
        (panel,) = panels(session.history[-1])
    sent = parse_keqv_list(parse_http_list(got[-1].removeprefix("Digest ")))

    assert sent["response"] == finished(panel, sent.get("algorithm", "MD5"), f"{user[0]}:{sent['realm']}:{user[1]}")
    assert () == panel.problems
