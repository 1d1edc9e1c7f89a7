"""Files of one owner, written whole or not at all."""

from __future__ import annotations

import os
import stat

import pytest

from nbauth.wire.private_file import write_private


def test_only_its_owner_can_read_it(tmp_path):
    """Also where a file that others could read was before."""
    path = tmp_path / "x"
    path.write_text("old")
    path.chmod(0o644)
    write_private(path, ["é\n", "new\n"])

    assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    assert "é\nnew\n".encode() == path.read_bytes()


def test_it_is_never_readable_by_others(tmp_path, monkeypatch):
    """From the moment that it is there, under its first name too, whatever the umask."""
    before = os.umask(0)
    seen = []

    def parts():
        yield "x"
        seen.extend(stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir())

    try:
        write_private(tmp_path / "x", parts())
    finally:
        os.umask(before)

    assert [0o600] == seen


def broken():
    yield "new"
    raise ValueError("in the middle")


def test_it_is_written_at_once(tmp_path, monkeypatch):
    """Whatever goes wrong, a file of that name is as it was, and nothing else is there."""
    path = tmp_path / "x"
    path.write_text("old")
    with pytest.raises(ValueError, match="in the middle"):
        write_private(path, broken())
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("no")))
    with pytest.raises(OSError, match="no"):
        write_private(path, ["new"])

    assert ["x"] == [each.name for each in tmp_path.iterdir()]
    assert "old" == path.read_text()


def test_where_a_link_points(tmp_path):
    """The link stays a link."""
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_private(tmp_path / "link", ["x"])

    assert (tmp_path / "link").is_symlink()
    assert "x" == (tmp_path / "real").read_text()


def test_the_home_directory(tmp_path):
    """~ is the home directory, as the shell has it."""
    write_private("~/x", ["x"])

    assert (tmp_path / "x").is_file()  # HOME of the tests


def test_no_folder_or_only_one(tmp_path):
    """The system's own errors, and nothing is left behind."""
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileNotFoundError):
        write_private(tmp_path / "no" / "x", ["x"])
    with pytest.raises(IsADirectoryError):
        write_private(tmp_path / "folder", ["x"])

    assert ["folder"] == [each.name for each in tmp_path.iterdir()]
