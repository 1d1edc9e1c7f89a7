"""nbauth lesson new: a notebook that runs, is valid, and is graded by nbgrader's rules."""

from __future__ import annotations

import json

import nbformat
import pytest
from nbclient import NotebookClient

from nbauth.__main__ import main


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def points(cell):
    """What nbgrader gives (its utils.determine_grade): nothing for an error or a word on stderr."""
    bad = [each for each in cell.outputs if each.output_type == "error" or each.get("name") == "stderr"]
    return 0 if bad else cell.metadata["nbgrader"]["points"]


@pytest.mark.parametrize("answer, wanted", [("...", 0), ("1", 1), ("2", 0)])
def test_it_runs_and_is_graded(here, capsys, answer, wanted):
    """As it is made, with a right answer, and with a wrong one."""
    assert 0 == main(["lesson", "new", "My first-lesson"])
    assert "My first-lesson.ipynb is written" in capsys.readouterr().out
    made = nbformat.read(here / "My first-lesson.ipynb", as_version=4)
    nbformat.validate(made)
    assert "# My first lesson\n" in made.cells[0].source
    for cell in made.cells:
        cell.source = cell.source.replace("answer = ...", f"answer = {answer}")
    NotebookClient(made, allow_errors=True, timeout=60).execute()
    (check,) = [cell for cell in made.cells if "nbgrader" in cell.metadata]
    assert wanted == points(check)
    failed = [each for cell in made.cells for each in cell.get("outputs", ()) if each.output_type == "error"]
    assert (1 if answer == "2" else 0) == len(failed)


def test_what_is_there_stays(here, capsys):
    """No file is written over; a name that is none is refused."""
    (here / "a.ipynb").write_text("mine")
    assert 1 == main(["lesson", "new", "a"]) and "mine" == (here / "a.ipynb").read_text()
    assert 2 == main(["lesson", "new", "<a>"]) and 1 == main(["lesson", "new", "no/such/place"])
    said = capsys.readouterr().err
    assert "is there already" in said and "a name has letters" in said and "cannot be written" in said
    assert 0 == main(["lesson", "new", "b.ipynb"]) and 4 == json.loads((here / "b.ipynb").read_text())["nbformat"]
