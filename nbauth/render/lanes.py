"""Who takes part in an exchange: a lane for the notebook, the browser and each server, and where each leg goes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ..core.record import Exchange, Leg
from .inert import short
from .words import host, origin

__all__ = ["Lane", "Lanes", "lanes_of", "pause"]

MOST = 6
"""Lanes at most; the servers that are left over share the last one."""

HOST_CHARS = 60

PAUSE = 0.5
"""Seconds between two legs from which on a drawing says how long they were."""

Key = tuple[str, str]
BROWSER, NOTEBOOK, REST = ("browser", ""), ("notebook", ""), ("rest", "")


@dataclass(frozen=True, slots=True)
class Lane:
    """A party, as inert text: what it is, and its host where that says more."""

    title: str
    host: str = ""


@dataclass(frozen=True, slots=True)
class Lanes:
    """The parties of an exchange, from left to right.

    Attributes:
        shared: The place of the lane that several servers share, or None.
    """

    all: tuple[Lane, ...]
    places: dict[Key, int]
    home: str
    shared: int | None = None

    def of(self, leg: Leg) -> tuple[int, int]:
        """Return the places from which and to which a leg went."""
        start = BROWSER if leg.by == "browser" else NOTEBOOK
        return self.places[start], self.places.get(_server(leg, self.home), len(self.all) - 1)

    def known(self, leg: Leg) -> set[str]:
        """Return the origin that the head of the leg's lane says, so that its arrow need not."""
        return set() if self.of(leg)[1] == self.shared else {origin(leg.request.url)}


def lanes_of(exchange: Exchange) -> Lanes:
    """Return the lanes: those who ask, the authorization servers, what was asked for, and where redirects led."""
    asked = next((leg for leg in exchange.legs if not leg.is_of_flow), None)
    home = origin(asked.request.url) if asked else ""
    counted = Counter(_server(leg, home) for leg in exchange.legs)
    del counted[NOTEBOOK]
    if not counted:
        counted[("home", "")] = 1
    ours: list[Key] = [NOTEBOOK]
    if any(leg.by == "browser" for leg in exchange.legs):
        ours.insert(0, BROWSER)
    servers = sorted(counted, key=_order)
    room = MOST - len(ours)
    rest: list[Key] = []
    if len(servers) > room:
        # What was asked for has its own lane, and so have those who were asked most.
        ranked = sorted(servers, key=lambda key: (key[0] != "home", -counted[key]))
        rest = [key for key in servers if key in ranked[room - 1 :]]
        servers = [key for key in servers if key not in rest]
    places = {key: at for at, key in enumerate([*ours, *servers])}
    has_grants = any(key[0] == "grants" for key in servers)
    lanes = [_lane(key, home, has_grants, alone=len(counted) == 1) for key in places]
    if rest:
        lanes.append(Lane("Other servers"))
    return Lanes(tuple(lanes), places, home, len(places) if rest else None)


def pause(before: Leg, leg: Leg) -> str:
    """Return how long nothing was on the wire between two legs, in words; nothing where it was not long."""
    waited = leg.started - (before.started + before.elapsed)
    return f"{waited:.1f} s later" if before.started and waited >= PAUSE else ""


def _server(leg: Leg, home: str) -> Key:
    there = origin(leg.request.url)
    if leg.purpose == "callback":
        return NOTEBOOK  # the browser brings home what it was given, to the loopback or by a person's hand
    if leg.is_of_flow:
        return "grants", there
    return ("home" if there == home else "other"), there


def _order(key: Key) -> int:
    return ("grants", "home", "other").index(key[0])


def _lane(key: Key, home: str, has_grants: bool, *, alone: bool) -> Lane:
    kind, there = key
    name = short(host(there), HOST_CHARS)
    match kind:
        case "browser":
            return Lane("Browser")
        case "notebook":
            return Lane("Notebook")
        case "grants":
            return Lane("Authorization server", "" if there == home else name)
        case "home":
            # The first row of a card says its address.
            return Lane("API" if has_grants else "Server", "" if alone else name)
        case _:
            return Lane(name or "Other server")
