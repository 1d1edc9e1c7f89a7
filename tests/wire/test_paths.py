"""The paths that begin so."""

from __future__ import annotations

import os

from nbauth.wire.paths import paths


def test_paths(tmp_path, monkeypatch):
    """Sorted, folders end in /; hidden ones when asked for; what cannot be printed is left out."""
    for name in (".own", "one", "with space", "line\nbreak"):
        (tmp_path / name).write_text("")
    (tmp_path / "of").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", os.fspath(tmp_path))

    assert ["of/", "one", "with space"] == paths("")
    assert [".own", "of/", "one", "with space"] == paths("", hidden=True)
    assert ["~/.own"] == paths("~/.")
    assert [] == paths("nowhere/") == paths("o\0")
