"""Compressed files."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nbauth.check.archive import decompressed, is_zip, zip_members

COMPRESS = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zlib": zlib.compress,
    "zlib, best": lambda data: zlib.compress(data, 9),
    "zlib, fast": lambda data: zlib.compress(data, 1),
    "zlib, none": lambda data: zlib.compress(data, 0),
}


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize("compress", COMPRESS.values(), ids=COMPRESS)
def test_decompressed(compress):
    """Each kind, as far as the limit; it says whether that is all."""
    data = compress(b"content " * 1000)

    assert (b"content " * 1000, True) == decompressed(data, 8000)
    assert ((b"content " * 1000)[:7999], False) == decompressed(data, 7999)


@pytest.mark.parametrize("compress", COMPRESS.values(), ids=COMPRESS)
def test_one_behind_the_other(compress):
    """Logs that were appended to; what follows and is none of the kind ends it."""
    data = compress(b"one") + compress(b"two")

    assert (b"onetwo", True) == decompressed(data + b"rest", 6)
    assert (b"onetw", False) == decompressed(data, 5)


def test_a_bomb_grows_to_the_limit_only():
    """A megabyte of gzip can be a gigabyte; it is not unpacked further than asked for."""
    assert (b"\0" * 1000, False) == decompressed(gzip.compress(b"\0" * 50_000_000), 1000)


@pytest.mark.parametrize("data", [b"", b"text", b"\x1f\x8b\x08no gzip", b"BZh9no bzip2 at all", b"x\x9cno zlib"])
def test_other_data_is_not_compressed(data):
    """The first bytes alone prove nothing."""
    assert decompressed(data, 100) is None


def test_a_cut_file_has_what_can_be_read():
    """The download stopped; what came is searched."""
    data = gzip.compress(bytes(range(256)) * 100)[:-20]
    content, is_all = decompressed(data, 100_000)

    assert content.startswith(bytes(range(256)))
    assert is_all


def test_members():
    """Folders are none; the limit is for all of them together."""
    data = zipped(**{"a/": b"", "a/b.txt": b"12345", "c": b"6789"})

    assert is_zip(data)
    assert [("a/b.txt", b"12345"), ("c", b"6789")] == list(zip_members(data, 9))
    assert [("a/b.txt", b"12345"), ("c", "the archive holds more than is searched (--max-size)")] == list(
        zip_members(data, 8)
    )


def test_members_that_cannot_be_read():
    """Damaged or encrypted, they are named; the others are read."""
    data = zipped(a=b"one" * 100, b=b"two")
    damaged = data.replace(data[31:40], b"\xff" * 9, 1)
    encrypted = data.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01", 1)
    encrypted = encrypted.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01", 1)

    (name, reason), rest = zip_members(damaged, 1000)
    assert ("a", "it is damaged") == (name, str(reason).partition(" (")[0])
    assert ("b", b"two") == rest
    assert [("a", "it is encrypted"), ("b", b"two")] == list(zip_members(encrypted, 1000))


def test_no_zip_file():
    """It only begins like one."""
    assert is_zip(b"PK\x03\x04")
    with pytest.raises(ValueError, match="no zip file"):
        list(zip_members(b"PK\x03\x04 and nothing", 100))


ARCHIVE = zipped(a=b"one" * 100, b=b"two" * 100)


@given(st.integers(0, len(ARCHIVE) - 1), st.binary(min_size=1, max_size=4))
@example(ARCHIVE.index(b"PK\x01\x02") + 28, b"\0\0")  # a member without a name
@example(18, b"\xff")  # more compressed bytes than there are
def test_any_damage_to_a_zip_file(at, change):
    """The members that can be read are, or it is no zip file; nothing else is raised."""
    try:
        found = list(zip_members(ARCHIVE[:at] + change + ARCHIVE[at + len(change) :], 10_000))
    except ValueError as exc:
        found = [("no zip file", str(exc))]

    assert all(content for _, content in found)


@given(st.binary(max_size=60), st.sampled_from([compress(b"abc") for compress in COMPRESS.values()]))
def test_any_bytes(tail, head):
    """Nothing raises, whatever follows."""
    for data in (head[:4] + tail, head + tail):
        assert decompressed(data, 100) is None or len(decompressed(data, 100)[0]) <= 100
