"""Yjs updates, as pycrdt 0.14 writes them: what was typed comes together again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbauth.check.updates import typed_texts

# A cell whose source is typed two characters at a time: p+ /" &< %é _z 9
CELL = (
    "010a070007010563656c6c73012800070002696401770261312700070006736f757263650227000700086d6574616461746101"
    "280007030774727573746564017828000703016e017c3fc00000280007030169017c4040000028000703016201740278792800"
    "0703016c0175037c3f8000007e7601016b77017627000700076f7574707574730000"
)
TYPED = [
    "0101070a0400070202702b00",
    "0101070c84070b022f2200",
    "0101070e84070d02263c00",
    "0101071084070f0325c3a900",
    "0101071284071102207a00",
    "01010714840713013900",
]
# Then it is deleted, something else typed, made bold, an image put in, and a paragraph of XML beside it.
AFTER = [
    "000107010a0b",
    "010107158407140578203d203100",
    "0102071ac60714071504626f6c640474727565c60717071804626f6c64046e756c6c00",
    "0101071c45070a0d7b22696d616765223a2278227d00",
    "0104071d070103786d6c0301702800071d05636c617373017701610700071d060400071f0568656c6c6f00",
]
# All of it before it was deleted, in one: a checkpoint.
CHECKPOINT = CELL[:4].replace("0a", "0b") + CELL[4:-2] + "040007020c702b2f22263c25c3a9207a3900"
# All of it afterwards, in one: what was deleted is gone.
SQUASHED = (
    "0114070007010563656c6c73012800070002696401770261312700070006736f757263650227000700086d65746164617461012800"
    "07030774727573746564017828000703016e017c3fc00000280007030169017c40400000280007030162017402787928000703016c"
    "0175037c3f8000007e7601016b77017627000700076f7574707574730001"
    "0007020b8407140378203d840717022031c60714071504626f6c640474727565c60717071804626f6c64046e756c6c45070a0d7b22"
    "696d616765223a2278227d070103786d6c0301702800071d05636c617373017701610700071d060400071f0568656c6c6f0107010a"
    "0b"
)
VALUE = 'p+/"&<%é z9'


def typed(*updates: str) -> list[str]:
    return list(typed_texts(bytes.fromhex(update) for update in updates))


def test_what_is_typed_comes_together():
    """No update has more than two characters; together they are the value."""
    assert [VALUE] == typed(CELL, *TYPED)


@pytest.mark.parametrize("members", ["7600", "7602016b7701760161770177", "7602016b7600016c7e"])
def test_objects_of_any_size(members):
    """What stands in an output's metadata does not hide what comes after it."""
    assert "7601016b770176" in CELL

    assert [VALUE] == typed(CELL.replace("7601016b770176", members), *TYPED)


def test_what_was_deleted_is_still_there():
    """Deleting adds an update; it takes nothing away."""
    assert [VALUE + "x = 1", "hello"] == typed(CELL, *TYPED, *AFTER)


@pytest.mark.parametrize(
    "updates", [[*TYPED[::-1], CELL], [CHECKPOINT], [CHECKPOINT, *TYPED], [*TYPED, CHECKPOINT]]
)
def test_order_and_repetition_do_not_matter(updates):
    """A checkpoint has again what the updates before it have."""
    assert [VALUE] == typed(*updates)


def test_a_squashed_history_has_no_deleted_text():
    """What pycrdt has thrown away is not there; the rest is read past every kind of content."""
    assert ["x = 1", "hello"] == typed(SQUASHED)


def test_two_people_are_two_texts():
    """Clocks count for one client."""
    assert ["p+", "zq"] == typed(TYPED[0], TYPED[0].replace("010107", "010108").replace("702b", "7a71"))


def test_a_gap_parts_texts():
    """What came between was something else."""
    assert ["p+", "&<"] == typed(TYPED[0], TYPED[2])


@pytest.mark.parametrize("end", range(0, len(AFTER[4]), 2))
def test_a_damaged_update_has_what_can_be_read(end):
    """Cut anywhere, it raises nothing, and the updates beside it are read."""
    assert VALUE == typed(CELL, *TYPED, AFTER[4][:end])[0]


@given(st.binary(max_size=200))
def test_any_bytes_can_be_read(data):
    """Nothing raises, whatever it is."""
    assert all(isinstance(text, str) for text in typed_texts([data]))


def test_deep_nesting_ends():
    """Lists in lists in lists, deeper than Python's stack."""
    nested = bytes.fromhex("0101070a28000702016b01") + b"\x75\x01" * 100_000

    assert [] == list(typed_texts([nested]))
