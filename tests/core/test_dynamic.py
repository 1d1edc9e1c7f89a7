"""{{$...}}: exact, since time and chance are given."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbauth.core.dynamic import Dynamic, DynamicFailed

MOMENT = datetime(2026, 11, 27, 23, 5, 9, 120_000, timezone(timedelta(hours=1)))
ENVIRONMENT = {"HOME": "/home/ada", "EMPTY": ""}


def value(inside, seed=1):
    return Dynamic(lambda: MOMENT, Random(seed), ENVIRONMENT).value(inside)[0]


@pytest.mark.parametrize(
    "inside, text",
    [
        ("$timestamp", "1795817109"),
        ("$timestamp -1 d", "1795730709"),
        ("$timestamp 500 ms", "1795817109"),
        ("$datetime iso8601", "2026-11-27T22:05:09.120Z"),
        ("$datetime rfc1123", "Fri, 27 Nov 2026 22:05:09 GMT"),
        ("$datetime iso8601 1 y", "2027-11-27T22:05:09.120Z"),
        ("$datetime 'YYYY-MM-DD'", "2026-11-27"),
        ('$datetime "DD-MM-YYYY HH" -2 M', "27-09-2026 22"),
        ("$localDatetime iso8601", "2026-11-27T23:05:09+01:00"),
        ("$localDatetime rfc1123 1 h", "Sat, 28 Nov 2026 00:05:09 +0100"),
        ("$localDatetime 'HH'", "23"),
        ("$isoTimestamp", "2026-11-27T22:05:09.120Z"),
        ("$processEnv HOME", "/home/ada"),
        ("$processEnv EMPTY", ""),
        ("$env.HOME", "/home/ada"),
    ],
)
def test_time_and_environment(inside, text):
    """VS Code's "System Variables", JetBrains' "Dynamic variables"."""
    assert text == value(inside)


def test_the_environments_name():
    """What came from the environment says as what."""
    dynamic = Dynamic(lambda: MOMENT, Random(1), ENVIRONMENT)

    assert ("/home/ada", "HOME") == dynamic.value("$processEnv HOME")
    assert "" == dynamic.value("$timestamp")[1]


def test_one_moment():
    """All values of one request are made at the same time."""
    moments = iter([MOMENT, MOMENT + timedelta(hours=1)])
    dynamic = Dynamic(lambda: next(moments), Random(1), {})

    assert dynamic.value("$timestamp") == dynamic.value("$timestamp")


@pytest.mark.parametrize(
    "inside, pattern",
    [
        ("$guid", r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
        ("$uuid", r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
        ("$random.uuid", r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
        ("$randomInt 5 7", "5|6"),
        ("$randomInt -1 0", "-1"),
        ("$randomInt", r"\d{1,3}"),
        ("$random.integer(100, 102)", "100|101"),
        ("$random.integer(0,1)", "0"),
        ("$random.integer", r"\d{1,3}"),
        ("$random.integer()", r"\d{1,3}"),
        ("$random.float(0.5, 0.6)", r"0\.5\d*|0\.6"),
        ("$random.float", r"\d{1,3}\.\d+"),
        ("$random.alphabetic(12)", "[A-Za-z]{12}"),
        ("$random.alphanumeric(12)", r"\w{12}"),
        ("$random.hexadecimal(12)", "[0-9a-f]{12}"),
        ("$random.email", r"[a-z]{10}@example\.com"),
    ],
)
@pytest.mark.parametrize("seed", range(5))
def test_chance(inside, pattern, seed):
    """In the range that was asked for, another one for another seed."""
    assert re.fullmatch(pattern, value(inside, seed))


def test_uuids_differ():
    """Each one is a new one."""
    dynamic = Dynamic(lambda: MOMENT, Random(1), {})

    assert 100 == len({dynamic.value("$guid") for _ in range(100)})


REFUSED = [
    ("$", "what stands behind $ is no name", ""),
    ("$gid", "there is no dynamic variable of that name", "did you mean $guid?"),
    ("$random", "there is no dynamic variable of that name", "did you mean $randomInt, $random.uuid?"),
    ("$zzz", "there is no dynamic variable of that name",
     "known: $guid, $uuid, $randomInt, $timestamp, $isoTimestamp, $datetime, $localDatetime, $processEnv,"
     " $env.NAME, $random.uuid"),
    ("$random.name.firstName", "{{$random...}} knows no such kind",
     "known: uuid, integer, float, alphabetic, alphanumeric, hexadecimal, email"),
    ("$guid 1", "{{$guid}} is written $guid", ""),
    ("$randomInt 5 5", "{{$randomInt}} is written $randomInt 1 100, the first below the second", ""),
    ("$randomInt a b", "{{$randomInt}} is written $randomInt 1 100, the first below the second", ""),
    ("$random.integer(7, 5)", "{{$random.integer}} is written $random.integer(1, 100), the first below the second", ""),
    ("$random.alphabetic(0)", "{{$random.alphabetic}} is written $random.alphabetic(10)", ""),
    ("$timestamp 1 D", "{{$timestamp}} is written $timestamp, or $timestamp -3 h; units: y Q M w d h m s ms", ""),
    ("$timestamp 999999999 y", "{{$timestamp}} is written $timestamp, or $timestamp -3 h; units: y Q M w d h m s ms", ""),
    ("$datetime", "{{$datetime}} is written $datetime iso8601, $datetime rfc1123 or $datetime 'YYYY-MM-DD',"
     " and an offset: -1 d", ""),
    ("$localDatetime YYYY", "{{$localDatetime}} is written $localDatetime iso8601, rfc1123 or 'YYYY-MM-DD',"
     " and an offset: -1 d", ""),
    ("$processEnv HOM", "the environment has no variable of that name", "did you mean HOME?"),
    ("$processEnv ZZ", "the environment has no variable of that name", "set it before the kernel starts"),
    ("$processEnv %HOME", "{{$processEnv %...}} is not supported", "write the name in the environment itself"),
    ("$processEnv", "{{$processEnv}} is written $processEnv NAME", ""),
    ("$dotenv USER", "{{$dotenv}} is not supported", "read the file in Python, and use its values as variables"),
    ("$aadToken new", "{{$aadToken}} is not supported", "log in with %auth"),
    ('$auth.token("x")', "{{$auth.token}} is not supported", "log in with %auth"),
    ("$shared version", "{{$shared}} is not supported", "use a variable of the notebook"),
    ("$exampleServer", "{{$exampleServer}} is not supported", "start one: nbauth.playground.start()"),
]  # fmt: skip


@pytest.mark.parametrize("inside, reason, hint", REFUSED, ids=[inside for inside, _, _ in REFUSED])
def test_refused(inside, reason, hint):
    """By name, with what can be written instead."""
    with pytest.raises(DynamicFailed) as caught:
        value(inside)

    assert (reason, hint) == (caught.value.reason, caught.value.hint)


@given(st.text(st.sampled_from("$guidrandomtsp.Int019 -()'\"y,%"), max_size=25))
def test_only_its_own_error(inside):
    """Whatever stands in the braces: a text, or one error."""
    try:
        assert isinstance(value(f"${inside}"), str)
    except DynamicFailed as exc:
        assert exc.reason


def test_clock_in_utc_works_too():
    """The zone is the clock's own."""
    dynamic = Dynamic(lambda: datetime(2026, 1, 1, tzinfo=UTC), Random(1), {})

    assert "2026-01-01T00:00:00+00:00" == dynamic.value("$localDatetime iso8601")[0]
