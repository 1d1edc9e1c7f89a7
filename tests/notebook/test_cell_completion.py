"""What a place of a %%http cell offers."""

from __future__ import annotations

import pytest
from completing import words

import nbauth

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
DIRECTIVES = ["name", "no-redirect", "timeout", "connection-timeout", "auth", "prompt"]
JSON = [f"application/{kind}json" for kind in ("", "problem+", "ld+", "merge-patch+", "json-patch+")]

CELLS = [
    # The request line.
    ("|", METHODS),
    ("\n  \n|", METHODS),
    ("pa|", ["PATCH"]),
    ("# a comment\n@a = 1\np|", ["POST", "PUT", "PATCH"]),
    ("GET https://a\n\nbody\n### next\nDEL|", ["DELETE"]),
    ("GET |", ["https://api.example.com", "{{base}}"]),
    ("https://api|", ["https://api.example.com"]),
    ("@host = https://b.example\nGET https://api|", ["https://api.example.com"]),
    ("@host = https://b.example\nGET {{|", ["host}}", "base}}", "word}}", "me_password}}"]),
    ("GET https://a |", []),
    ("GET https://a\n    ?page=|", []),
    # Headers.
    ("GET https://a\ncontent-t|", ["Content-Type: "]),
    ("GET https://a\n    ?page=2\nX-Req|", ["X-Request-ID: ", "X-Requested-With: "]),
    ("GET https://a\nAccept: */*\nuser|", ["User-Agent: "]),
    ("GET https://a\nauth|", []),
    ("GET https://a\nContent-Type: app|", None),
    ("POST https://a\nContent-Type:multi|", ["multipart/form-data; boundary="]),
    ("GET https://a\nAccept: text/html, */|", ["*/*"]),
    ("GET https://a\nCache-Control: no|", ["no-cache", "no-store"]),
    ("GET https://a\nX-Own: a|", []),
    ("GET https://a\nX-Own: {{wo|", ["word}}"]),
    # The body.
    ("POST https://a\n\nGE|", []),
    ("POST https://a\n\n{\"a\": \"{{wo|}}\"}", ["word"]),
    ("POST https://a\n\n< ./fi|", ["./file"]),
    ("POST https://a\n\n<@ fi|", ["file"]),
    # Directives.
    ("# @|", DIRECTIVES),
    ("// @no|", ["no-redirect"]),
    ("#@ti|", ["timeout"]),
    ("GET https://a\n# @na|", ["name"]),
    ("# @auth |", ["me", "none"]),
    ("# @auth m|", ["me"]),
    ("# a @|", []),
    # A curl command is the shell's.
    ("curl |", []),
    ("curl https://a \\\n  -|", []),
]  # fmt: skip


@pytest.fixture
def known(shell, tmp_path, monkeypatch):
    nbauth.session().login("https://api.example.com", ("ada", "x" * 9), name="me")
    shell["base"], shell["word"] = "https://h.example", "text"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("")
    return shell


@pytest.mark.parametrize("cell, expected", CELLS, ids=[cell for cell, _ in CELLS])
def test_cells(known, cell, expected):
    """What fits there; the lines above say what the line is."""
    offered = [word for word in words(known.ip, f"%%http\n{cell}") if "$" not in word]
    if expected is None:
        assert set(JSON) < set(offered) and all(word.startswith("app") for word in offered)
        return

    assert expected == offered


def test_the_session_of_the_cell(known):
    """--session on the cell's first line says whose logins are offered."""
    known["mine"] = mine = nbauth.Session()
    mine.login("https://b.example", ("bob", "y" * 9), name="other")

    assert ["other", "none"] == words(known.ip, "%%http --session mine\n# @auth |")
