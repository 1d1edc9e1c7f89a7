"""CSV and TSV."""

from __future__ import annotations

import pytest
from html_page import assert_inert

from nbauth.render.bodies.content import Content
from nbauth.render.bodies.table import TableView
from nbauth.render.style import weight


def view(text, media="text/csv", **options):
    return TableView(Content(text.encode(), media, **options))


def test_a_table():
    """The first row is the head; a caption says how much it is."""
    html = view('id,name\n1,"a,b"\n2,<b>\n').html(9_000)

    assert "2 rows, 2 columnsidname1a,b2<b>" == assert_inert(html).text
    assert 2 == html.count('<th scope="col"')
    assert html.count("<td") == 4


def test_text():
    """Columns stand below each other."""
    assert ["2 rows, 2 columns", "id    name", "1     a", "1000  bcd"] == view("id,name\n1,a\n1000,bcd").text(20)
    assert ["2 rows, 1 column", "id", "1", "… 1 more row: response.text"] == view("id\n1\n2").text(2)


@pytest.mark.parametrize("text, media", [("a;b\n1,5;2", "text/csv"), ("a\tb\n1,5\t2", "text/tab-separated-values"),
                                         ("a\tb\n1,5\t2", "text/csv"), ("a|b\n1,5|2", "application/csv")])  # fmt: skip
def test_separators(text, media):
    """As many programs write CSV: with semicolons, tabs or bars."""
    assert TableView.takes(Content(b"", media))
    assert "1 row, 2 columnsab1,52" == assert_inert(view(text, media).html(9_000)).text


def test_without_a_head():
    """When the media type says so (RFC 4180 section 3)."""
    html = view("1,2\n3,4", parameters={"header": "absent"}).html(9_000)

    assert "2 rows, 2 columns1234" == assert_inert(html).text
    assert "<th" not in html


def test_rows_of_different_lengths():
    """They are shown as they are."""
    shown = view("a,b\n1\n1,2,3\n\n")

    assert "2 rows, 3 columns" in shown.html(9_000)
    assert ["2 rows, 3 columns", "a  b", "1", "1  2  3"] == shown.text(20)


def test_a_cut_table_has_no_half_row():
    """Its last row may not be all here; how many there are is not known."""
    assert ["1 row and more, 2 columns", "a  b", "1  2", "… more rows: response.text"] == view(
        "a,b\n1,2\n3,4444", note="cut"
    ).text(20)


@pytest.mark.parametrize("room", [700, 2_000, 9_000])
def test_never_more_than_its_room(room):
    """What is left out is counted."""
    html = view("\n".join([",".join("<<<<" for _ in range(30))] * 100)).html(room)

    assert weight(html) <= max(room, 4_000)
    assert "more rows and 10 more columns: response.text" in assert_inert(html).text


@pytest.mark.parametrize("text", ["", "\n\n", '"' + "x" * 140_000])
def test_no_table(text):
    """Nothing in it, or a field that is too long: it is text."""
    with pytest.raises(ValueError):
        view(text)
