"""Who takes part, and where each leg goes."""

from __future__ import annotations

from dataclasses import replace

from exchanges import came, digest, refreshed, sent

from nbauth.core.record import Exchange, Leg
from nbauth.render.lanes import Lane, lanes_of, pause

LOGIN = "https://login.example.com"


def titles(exchange):
    return [lane.title for lane in lanes_of(exchange).all]


def test_two_and_three_parties():
    """Of two, the server needs no name; of three, each is what it is for the flow."""
    assert ["Notebook", "Server"] == titles(digest())
    assert ["Notebook", "Authorization server", "API"] == titles(refreshed())


def test_a_browser():
    """It is the first, and its legs start there."""
    page = Leg("authorize", sent(url=f"{LOGIN}/authorize"), came(302), by="browser")
    exchange = Exchange(1, (page, *refreshed().legs))
    lanes = lanes_of(exchange)

    assert ["Browser", "Notebook", "Authorization server", "API"] == titles(exchange)
    assert [(0, 2), (1, 3), (1, 2), (1, 3)] == [lanes.of(leg) for leg in exchange.legs]


def test_the_browser_comes_back():
    """To the notebook: its address on this machine is nobody's server."""
    back = Leg("callback", sent(url="http://127.0.0.1:53682/callback?code={{c}}"), came(), by="browser")
    exchange = Exchange(1, (back, *refreshed().legs[1:2]))

    assert ["Browser", "Notebook", "Authorization server"] == titles(exchange)
    assert (0, 1) == lanes_of(exchange).of(back)


def test_a_grant_alone():
    """Where nothing was asked of an API, there is none."""
    exchange = Exchange(1, refreshed().legs[1:2])

    assert (Lane("Notebook"), Lane("Authorization server", "login.example.com")) == lanes_of(exchange).all


def test_two_authorization_servers():
    """One may tell that tokens come from another host."""
    told = Leg("discovery", sent(url="https://issuer.example/.well-known/x"), came())
    exchange = Exchange(1, (told, *refreshed().legs))

    assert ["issuer.example", "login.example.com"] == [lane.host for lane in lanes_of(exchange).all[1:3]]


def test_too_many():
    """What was asked for keeps its lane, and so do those who were asked most; the rest share the last one."""
    legs = [Leg("request", sent(), came(302))]
    legs += [Leg("redirect", sent(url=f"https://h{n}.example/"), came(302)) for n in range(9)]
    legs += [Leg("redirect", sent(url="https://h8.example/"), came())]
    lanes = lanes_of(Exchange(1, tuple(legs)))

    assert 6 + 1 >= len(lanes.all) and "Other servers" == lanes.all[-1].title
    assert {"Server", "h8.example"} < {lane.title for lane in lanes.all}
    assert len(lanes.all) - 1 == lanes.shared == lanes.of(legs[8])[1]
    assert set() == lanes.known(legs[8]) and {"https://h8.example"} == lanes.known(legs[-1])


def test_nothing_went_out():
    """There is still who would have."""
    assert ["Notebook", "Server"] == titles(Exchange(1, (), error="x"))


def test_a_pause():
    """From the end of a leg to the start of the next; short ones, and those of files without times, are none."""
    first = Leg("poll", sent(), came(), started=100.0, elapsed=1.0)

    assert "4.5 s later" == pause(first, replace(first, started=105.5))
    assert "" == pause(first, replace(first, started=101.2)) == pause(replace(first, started=0.0), first)
