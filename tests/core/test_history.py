"""History: the newest exchanges, bounded by count and by bytes."""

from __future__ import annotations

import threading
import tracemalloc
from dataclasses import replace

import pytest

from nbauth.core.history import History
from nbauth.core.record import Body, Exchange, Leg, RequestRecord, ResponseRecord


def exchange(
    number: int,
    *,
    size: int = 0,
    method: str = "GET",
    url: str = "https://a.example/x",
    status: int = 200,
    login: str | None = None,
) -> Exchange:
    response = ResponseRecord(status, body=Body(b"x" * size, size))
    return Exchange(number, (Leg("request", RequestRecord(method, url), response, login=login),))


def filled(count: int, **limits: int) -> History:
    history = History(**limits)
    for _ in range(count):
        history.append(exchange(history.next_number()))
    return history


def numbers(history: History | list[Exchange]) -> list[int]:
    return [each.number for each in history]


def test_it_is_a_sequence_newest_last():
    """Indexing is by position, a slice is a list; what is in it can be counted and asked for."""
    history = filled(4)

    assert [1, 2, 3, 4] == numbers(history)
    assert 4 == history[-1].number
    assert [2, 3] == numbers(history[1:3])
    assert history[0] in history
    assert [4, 3, 2, 1] == [each.number for each in reversed(history)]
    with pytest.raises(IndexError):
        history[4]


def test_the_oldest_make_room_and_are_counted():
    """Dropping is announced."""
    history = filled(5, limit=3)

    assert [3, 4, 5] == numbers(history)
    assert 2 == history.dropped
    assert "3 exchanges, 2 older dropped" in repr(history)


def test_bytes_bound_it_too():
    """Bodies count, and what each exchange costs besides."""
    history = History(byte_limit=100_000)
    for number in range(1, 11):
        history.append(exchange(number, size=30_000))

    assert [8, 9, 10] == numbers(history)
    assert 7 == history.dropped


def test_many_small_exchanges_count_by_what_they_cost_besides():
    """Without a body an exchange still takes memory: about 2 KiB."""
    assert 10 == len(filled(100, byte_limit=20_480))


def test_one_that_is_too_large_is_kept_alone():
    """The newest exchange is never dropped by itself."""
    history = filled(3, byte_limit=10_000)
    history.append(exchange(4, size=1_000_000))

    assert [4] == numbers(history)
    history.append(exchange(5))
    assert [5] == numbers(history)


def test_replace_completes_an_exchange_in_its_place():
    """A streamed body arrives after the exchange; its bytes count from then on."""
    history = filled(3, byte_limit=20_000)
    history.replace(exchange(2, size=5_000))

    assert [1, 2, 3] == numbers(history)
    assert 5_000 == history[1].size
    history.replace(exchange(3, size=10_000))
    assert [2, 3] == numbers(history)


def test_replacing_a_dropped_one_changes_nothing():
    """It was dropped while its body was read."""
    history = filled(3, limit=2)
    history.replace(exchange(1, size=10))

    assert [2, 3] == numbers(history)
    assert 0 == history[0].size


def test_a_number_is_never_used_again():
    """Not after dropping and not after clear: %http_history N always means the same exchange."""
    history = filled(3, limit=2)
    history.clear()

    assert 0 == len(history)
    assert 0 == history.dropped
    assert 4 == history.next_number()


def test_find_by_what_was_asked_for():
    """A flow's own request for a token, on another host, is not it."""
    history, asked = History(), exchange(1, url="https://api.example/x")
    token = Leg("token", RequestRecord("POST", "https://login.example/token"), ResponseRecord(200))
    history.append(replace(asked, legs=(token, *asked.legs)))

    assert [1] == numbers(history.find(host="api.example", method="GET"))
    assert [] == numbers(history.find(host="login.example"))
    assert [] == numbers(history.find(method="POST"))


def test_find():
    """By method and host in any case, by final status, by login; each narrows."""
    history = History()
    history.append(exchange(1))
    history.append(exchange(2, method="POST", status=401))
    history.append(exchange(3, url="http://B.example:8080/", status=401, login="api"))
    history.append(Exchange(4, (), error="UnresolvedVariable: token"))

    assert [2] == numbers(history.find(method="post"))
    assert [3] == numbers(history.find(host="b.example"))
    assert [2, 3] == numbers(history.find(status=401))
    assert [3] == numbers(history.find(status=401, login="api"))
    assert [1, 2, 3, 4] == numbers(history.find())


@pytest.mark.parametrize("limits", [{"limit": 0}, {"byte_limit": 0}])
def test_no_room_at_all_is_an_error(limits):
    """A history keeps one exchange at least."""
    with pytest.raises(ValueError, match="1 or more"):
        History(**limits)


def test_memory_is_flat():
    """100,000 exchanges, 1,000 kept: no more memory than after the first 2,000."""
    history = History(limit=1000)
    tracemalloc.start()
    try:
        for _ in range(2_000):
            history.append(exchange(history.next_number(), size=100))
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(98_000):
            history.append(exchange(history.next_number(), size=100))
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()

    assert 99_000 == history.dropped
    assert grown < 100_000


def test_threads_may_share_it():
    """No number twice, no exchange lost, while others look."""
    history = History(limit=500)
    given: list[int] = []

    def work() -> None:
        for _ in range(200):
            number = history.next_number()
            given.append(number)
            history.append(exchange(number))
            list(history)
            history.find(status=200)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list(range(1, 801)) == sorted(given)
    assert (500, 300) == (len(history), history.dropped)


def test_new_bounds_hold_at_once():
    """What is too much is dropped, the oldest first; what is not given stays as it was."""
    history = filled(5)
    history.resize(limit=3)
    assert ([3, 4, 5], 3, 64 * 2**20) == (numbers(history), history.limit, history.byte_limit)
    history.resize(byte_limit=2 * 2048)

    assert ([4, 5], 3) == (numbers(history), history.limit)
    assert 3 == history.dropped
    for bad in ({"limit": 0}, {"byte_limit": 0}):
        with pytest.raises(ValueError, match="keeps one exchange at least"):
            history.resize(**bad)


def test_numbered():
    """By number, which stays while positions change; a range has what is kept of it."""
    history = filled(5, limit=3)

    assert [4] == numbers(history.numbered(4))
    assert [3, 4, 5] == numbers(history.numbered(1, 9))
    assert [] == history.numbered(2) == history.numbered(9) == history.numbered(5, 4)
