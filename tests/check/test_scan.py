"""What is said about the parts of a file: where, and of what kind."""

from __future__ import annotations

import pytest
from drawn import drawn
from wire.canary import CANARY, leaks

from nbauth.check.logins import Values
from nbauth.check.piece import Note, Piece
from nbauth.check.scan import Finding, scan

TOKEN = "ghp_" + drawn(36)
NOTHING = Values()


@pytest.fixture
def values(monkeypatch):
    monkeypatch.setenv("A_TOKEN", CANARY)
    return Values(["me=env:A_TOKEN"])


def said(*parts: Piece | Note, values: Values = NOTHING) -> list[str]:
    return [str(found) for found in scan("a.txt", parts, values)]


@pytest.mark.parametrize(
    ("where", "content", "expected"),
    [
        ("", f"one\ntwo {TOKEN}\n", "a.txt:2: GitHub token"),
        ("cell 3:output", f"one\ntwo {TOKEN}\n", "a.txt:cell 3:output:line 2: GitHub token"),
        ("", f"one\ntwo {TOKEN}\n".encode(), "a.txt:2: GitHub token"),
        ("", f"eins\nzwei {TOKEN} paß\n".encode("latin-1"), "a.txt:2: GitHub token"),
        ("", f"one\r\ntwo {TOKEN}\r\n".encode("utf-16"), "a.txt:2: GitHub token"),
        ("", b"\0\1" + TOKEN.encode() + b"\0", "a.txt: GitHub token"),
        ("table t:row 1", b"\0\1" + TOKEN.encode() + b"\0", "a.txt:table t:row 1: GitHub token"),
        ("", f"{TOKEN[:9]}\x1b[1m{TOKEN[9:]}", "a.txt:1: GitHub token"),
    ],
)
def test_file_part_line_and_kind(where, content, expected):
    """Lines count from 1 in their part; bytes have none; terminal colours are looked through."""
    assert [expected] == said(Piece(where, content))


def test_each_place_once():
    """Two of a kind on one line are one line of output; on two lines they are two."""
    assert ["a.txt:1: GitHub token", "a.txt:2: GitHub token"] == said(Piece("", f"{TOKEN} {TOKEN}\n{TOKEN}"))


def test_what_a_part_had_is_not_said_again():
    """The whole is searched once more only for what no part had."""
    password = "password = 'Kq7#zP2m'"

    assert ["a.txt:cell 1:source:line 1: GitHub token", "a.txt:2: password"] == said(
        Piece("cell 1:source", TOKEN), Piece("", f"{TOKEN}\n{password}", again=True)
    )


def test_an_allow_mark_is_for_its_line():
    """With a reason behind it, or without."""
    text = f"x = '{TOKEN}'  # nbauth: allow, made up\ny = '{TOKEN}'\n"

    assert ["a.txt:2: GitHub token"] == said(Piece("", text))


def test_where_passwords_are_made_up(values):
    """In tests and samples: what has no telling shape is nothing there, a real token and a value in use are."""
    text = f"password = 'Kq7#zP2m'\nhttps://ada:sommer@db/\n{TOKEN}\n{CANARY}"
    parts = [Piece("", text), Piece("widget state", "sommer", kind="password in a widget")]

    assert ["a.txt:4: value of me (env)", "a.txt:3: GitHub token"] == [
        str(found) for found in scan("a.txt", parts, values, is_made_up=True)
    ]


def test_a_value_in_use_cannot_be_allowed(values):
    """Whoever asks for a value wants to know."""
    assert ["a.txt:2: value of me (env)"] == said(Piece("", f"\n{CANARY}  # nbauth: allow"), values=values)


def test_values_have_their_lines(values):
    """In text and in what is decoded from bytes; none where only the bytes have it."""
    latin = f"a\nb {CANARY}".encode("latin-1")

    assert ["a.txt:2: value of me (env)"] == said(Piece("", f"a\nb {CANARY}"), values=values)
    assert ["a.txt:2: value of me (env)"] == said(Piece("", latin), values=values)
    assert ["a.txt: value of me (env)"] == said(Piece("", b"\0\1" + CANARY.encode()), values=values)


def test_a_value_of_several_lines(monkeypatch):
    """A key in a file: no line has it, the text has."""
    monkeypatch.setenv("KEY", "first line\nsecond line\nthird")
    text = "x\nfirst line\nsecond line\nthird\n"

    assert ["a.txt: value of login_1 (env)"] == said(Piece("", text), values=Values(["env:KEY"]))


def test_what_is_a_credential_as_a_whole():
    """A password field's value, unless it is an example."""
    parts = [
        Piece("widget state", value, kind="password in a widget") for value in ("sommer", "password", "<yours>")
    ]

    assert ["a.txt:widget state: password in a widget"] == said(*parts)


def test_notes_pass():
    """Between the findings, in their order."""
    note = Note("b", "not searched")

    assert [note, Finding("a.txt", "", 1, "GitHub token")] == list(scan("a.txt", [note, Piece("", TOKEN)], NOTHING))


def test_no_finding_holds_a_part_of_what_was_found(values):
    """Neither the token nor the value, in no form."""
    text = f"{TOKEN}\n{CANARY}\npassword = 'Kq7#zP2m'"
    findings = list(scan("a.txt", [Piece("", text)], values))

    assert 3 == len(findings)
    for secret in (TOKEN, CANARY, "Kq7#zP2m"):
        assert [] == leaks(repr(findings) + "".join(map(str, findings)), secret)
