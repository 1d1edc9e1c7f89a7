"""The parts of notebooks, made by nbformat."""

from __future__ import annotations

import base64
import json
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from nbauth.check.notebook import notebook_pieces

WIDGETS = "application/vnd.jupyter.widget-state+json"


def parts(notebook) -> list[tuple[str, str]]:
    """Return where a credential is, and which: SECRET, in this test, and a number."""
    text = notebook if isinstance(notebook, str) else nbformat.writes(notebook)
    found = ((piece.where, re.search(r"SECRET( \d+)?", str(piece.content))) for piece in notebook_pieces(text))
    return [(where, match[0]) for where, match in found if match]


def test_each_place_has_its_name():
    """Source, outputs of each kind, attachments, metadata of cell, output and notebook; cells count from 1."""
    code = new_code_cell(
        "a = 1\nSECRET 1",
        metadata={"note": "SECRET 2"},
        outputs=[
            new_output("stream", text="SECRET 3\n"),
            new_output("execute_result", data={"text/plain": "SECRET 4", "application/json": {"a": "SECRET 5"}}),
            new_output("display_data", data={"text/html": "<b>SECRET 11</b>"}, metadata={"m": "SECRET 6"}),
            new_output("error", ename="E", evalue="SECRET 7", traceback=["line 1", "SECRET 8"]),
        ],
    )
    text = new_markdown_cell(
        "SECRET 9", attachments={"a.txt": {"text/plain": base64.b64encode(b"SECRET 10").decode()}}
    )

    assert [
        ("cell 1:source", "SECRET 1"),
        ("cell 1:output 1", "SECRET 3"),
        ("cell 1:output 2", "SECRET 5"),
        ("cell 1:output 2", "SECRET 4"),
        ("cell 1:output 3", "SECRET 11"),
        ("cell 1:output 3", "SECRET 6"),
        ("cell 1:output 4", "SECRET 8"),
        ("cell 1:output 4", "SECRET 7"),
        ("cell 1:metadata", "SECRET 2"),
        ("cell 2:source", "SECRET 9"),
        ("cell 2:attachment", "SECRET 10"),
        ("metadata", "SECRET 12"),
    ] == parts(new_notebook(cells=[code, text], metadata={"k": "SECRET 12"}))


def test_text_is_as_a_person_reads_it():
    """Lines are joined, escapes of HTML and JSON undone."""
    data = {"text/html": "<b>&quot;SECRET&quot;</b>", "text/plain": 'a\nb "SECRET"'}
    cell = new_code_cell("c = 1\nd = 'é'", outputs=[new_output("display_data", data=data)])
    pieces = list(notebook_pieces(nbformat.writes(new_notebook(cells=[cell]))))

    assert ["c = 1\nd = 'é'", '<b>"SECRET"</b>', 'a\nb "SECRET"'] == [piece.content for piece in pieces[:3]]


def test_an_only_output_has_no_number():
    """As most cells have it."""
    cell = new_code_cell("1", outputs=[new_output("stream", text="SECRET")])

    assert [("cell 1:output", "SECRET")] == parts(new_notebook(cells=[cell]))


def test_pictures_are_bytes():
    """What nbformat keeps in base64 is searched as what it is."""
    data = base64.b64encode(b"\x89PNG SECRET\0").decode()
    cell = new_code_cell("1", outputs=[new_output("display_data", data={"image/png": data + "\n"})])

    pieces = notebook_pieces(nbformat.writes(new_notebook(cells=[cell])))

    assert [b"\x89PNG SECRET\0"] == [piece.content for piece in pieces if isinstance(piece.content, bytes)]


def test_widget_state():
    """The value of a Password is a credential by itself; every other widget's state is searched."""
    password = {"model_name": "PasswordModel", "model_module": "m", "state": {"value": "SECRET 1"}}
    text = {"model_name": "TextModel", "model_module": "m", "state": {"value": "SECRET 2"}}
    state = {"version_major": 2, "version_minor": 0, "state": {"a": password, "b": text}}
    pieces = list(notebook_pieces(nbformat.writes(new_notebook(metadata={"widgets": {WIDGETS: state}}))))

    assert [("widget state", "SECRET 1", "password in a widget")] == [
        (piece.where, piece.content, piece.kind) for piece in pieces if piece.kind
    ]
    assert ["widget state"] == [piece.where for piece in pieces if "SECRET 2" in str(piece.content)]


def test_an_empty_password_is_none():
    """A cleared widget says nothing."""
    state = {"state": {"a": {"model_name": "PasswordModel", "state": {"value": ""}}}}
    pieces = notebook_pieces(json.dumps({"cells": [], "metadata": {"widgets": {WIDGETS: state}}}))

    assert [] == [piece for piece in pieces if piece.kind]


def test_notebooks_of_old():
    """nbformat 3 has worksheets, and input where there is source now."""
    cell = {"cell_type": "code", "input": ["SECRET"], "outputs": []}

    assert [("cell 1:source", "SECRET")] == parts(json.dumps({"worksheets": [{"cells": [cell]}]}))


ODD = [
    {"cells": ["SECRET"]},
    {"cells": {"a": "SECRET"}},
    {"cells": [{"source": {"a": "SECRET"}}]},
    {"cells": [{"source": [1, "SECRET"]}]},
    {"cells": [{"outputs": ["SECRET"]}]},
    {"cells": [{"outputs": {"a": "SECRET"}}]},
    {"cells": [{"outputs": [{"data": ["SECRET"]}]}]},
    {"cells": [{"outputs": [{"traceback": "SECRET"}]}]},
    {"cells": [{"attachments": ["SECRET"]}]},
    {"cells": [{"attachments": {"a": "SECRET"}}]},
    {"worksheets": ["SECRET"]},
    {"metadata": "SECRET"},
    {"metadata": {"widgets": ["SECRET"]}},
    {"metadata": {"widgets": {WIDGETS: "SECRET"}}},
    {"metadata": {"widgets": {WIDGETS: {"state": {"a": {"model_name": "PasswordModel", "state": "SECRET"}}}}}},
    {"metadata": {"widgets": {WIDGETS: {"state": ["SECRET"]}}}},
    {"more": "SECRET"},
]


@pytest.mark.parametrize("notebook", ODD, ids=str)
def test_what_is_no_notebook_as_it_should_be(notebook):
    """Whatever stands where, it is searched."""
    assert [] != parts(json.dumps(notebook))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '"a"', "[" * 100_000, "\0", '{"a": ' + "[" * 2000 + "]" * 2000 + "}"], ids=len
)
def test_what_is_no_notebook(text):
    """Said with one error."""
    with pytest.raises(ValueError, match=r"."):
        list(notebook_pieces(text))
