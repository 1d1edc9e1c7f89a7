"""The scanner finds a canary in every wrapping, whole or cut off, and nothing where none is."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import sqlite3
import zipfile
import zlib
from urllib.parse import quote, quote_plus

import pytest
from canary.canaries import CANARIES
from canary.scanner import found, found_in_files

NAME = "BASIC"
VALUE = CANARIES[NAME]


def database(text):
    with sqlite3.connect(":memory:") as made:
        made.execute('create table "a ""table""" (x, y)')
        made.execute('insert into "a ""table""" values (1, ?)', (text,))
    made.commit()
    data = made.serialize()
    made.close()
    return data


def archive(text):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("deep/inside.txt", text)
    return file.getvalue()


def nested(text, depth):
    return text if not depth else json.dumps({"data": [nested(text, depth - 1)]})


WRAPPINGS = {
    "plain": lambda text: f"a {text} b",
    "upper case": lambda text: text.upper(),
    "its beginning": lambda text: text[:6],
    "its end": lambda text: text[-6:],
    "percent": quote,
    "a form": quote_plus,
    "percent, twice": lambda text: quote(quote(text, safe=""), safe=""),
    "HTML": html.escape,
    "HTML by numbers": lambda text: "".join(f"&#{ord(char)};" for char in text),
    "repr": lambda text: repr(text.encode()),
    "JSON": json.dumps,
    "JSON in JSON, four times": lambda text: nested(text, 4),
    "JSON lines": lambda text: "1\n" + nested(text, 3) + "\n",
    "hex": lambda text: text.encode().hex(),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "base64 of a pair": lambda text: "Basic " + base64.b64encode(f"ada:{text}".encode()).decode(),
    "base64 in JSON in base64": lambda text: base64.b64encode(
        json.dumps(base64.b64encode(text.encode()).decode()).encode()
    ).decode(),
    "Latin-1": lambda text: text.encode("latin-1"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16, the other order": lambda text: text.encode("utf-16-be"),
    "UTF-32": lambda text: text.encode("utf-32"),
    "gzip": lambda text: gzip.compress(text.encode()),
    "gzip within other bytes": lambda text: b"\x00\xff" + gzip.compress(nested(text, 2).encode()) + b"more",
    "gzip, cut off": lambda text: gzip.compress(text.encode())[:-9],
    "gzip in base64": lambda text: nested(base64.b64encode(gzip.compress(text.encode())).decode(), 1),
    "zlib": lambda text: zlib.compress(text.encode()),
    "zip": archive,
    "zip of JSON": lambda text: archive(nested(text, 3)),
    "SQLite": database,
    "SQLite, a row of bytes": lambda text: database(zlib.compress(text.encode())),
    "SQLite, a row of JSON": lambda text: database(nested(text, 1)),
    "SQLite of a WAL": lambda text: (data := database(text))[:18] + b"\2\2" + data[20:],
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_each_wrapping(wrapping):
    data = WRAPPINGS[wrapping](VALUE)
    data = data.encode() if isinstance(data, str) else data

    assert [NAME] == [*found(data, CANARIES)]


@pytest.mark.parametrize("name", CANARIES)
def test_each_canary_by_its_name(name):
    """No two are alike, also where only a piece is left."""
    value = CANARIES[name]

    assert [[name]] * 3 == [[*found(text.encode(), CANARIES)] for text in (value, value[:6], value[-6:])]


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_nothing_where_none_is(wrapping):
    data = WRAPPINGS[wrapping]("{{basic_password}}, a name in place of a value")
    data = data.encode() if isinstance(data, str) else data

    assert {} == found(data, CANARIES)


def test_a_folder(tmp_path):
    """Each file by its path, hidden ones too."""
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / ".ipynb_checkpoints" / "a.ipynb").write_text(json.dumps(VALUE))
    (tmp_path / "clean.txt").write_text("{{basic_password}}")

    hits = found_in_files(tmp_path, CANARIES)
    assert {".ipynb_checkpoints/a.ipynb": [NAME]} == {name: [*each] for name, each in hits.items()}
