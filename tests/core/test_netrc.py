"""The netrc grammar, against Python's own netrc module where that reads the same file."""

from __future__ import annotations

import netrc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbauth.core.netrc import parse_netrc
from nbauth.errors import NetrcSyntaxError

CANARY = 'p+/"&<%é z9'
QUOTED = '"p+/\\"&<%é z9"'


def read(text):
    """Return (machine, login, password) of each entry."""
    return [(entry.machine, entry.login, entry.password and entry.password.reveal()) for entry in parse_netrc(text)]


GOOD = {
    "one line": ("machine a.example login u password p", [("a.example", "u", "p")]),
    "several lines, as on httpx's page": (
        "machine example.org\nlogin example-username\npassword example-password\n\n"
        "machine python-httpx.org\nlogin other-username\npassword other-password\n",
        [
            ("example.org", "example-username", "example-password"),
            ("python-httpx.org", "other-username", "other-password"),
        ],
    ),
    "user for login": ("machine a user u password p", [("a", "u", "p")]),
    "account": ("machine a login u account x password p", [("a", "u", "p")]),
    "any order": ("machine a password p login u", [("a", "u", "p")]),
    "keywords in any case, as curl": ("MACHINE a Login u PASSWORD p", [("a", "u", "p")]),
    "a keyword as a value": ("machine login login machine password default", [("login", "machine", "default")]),
    "default": ("default login u password p", [(None, "u", "p")]),
    "a host called default": ('machine default login u password p', [("default", "u", "p")]),
    "several logins": ("machine a login u password p\nmachine a login v password q", [("a", "u", "p"), ("a", "v", "q")]),
    "password only": ("machine a password p", [("a", "", "p")]),
    "login only": ("machine a login u", [("a", "u", None)]),
    "empty password": ('machine a login u password ""', [("a", "u", None)]),
    "quoted": (f"machine a login u password {QUOTED}", [("a", "u", CANARY)]),
    "escaped without quotes": ("machine a login u password p\\ q\\\\r", [("a", "u", "p q\\r")]),
    "a quote inside": ('machine a login u password p"q', [("a", "u", 'p"q')]),
    "# inside and in front of a value": ("machine a login #u password p#q", [("a", "#u", "p#q")]),
    "other white space belongs to the value": ("machine a login \u00a0u password \u2003", [("a", "\u00a0u", "\u2003")]),
    "comments": (
        '# one "machine x\n\n#two words\nmachine a # tail\n  # own line\n login u\n\n# after an empty line\npassword p#\n#',
        [("a", "u", "p#")],
    ),
    "macdef": (
        "macdef init\ncd /pub\nmachine evil login e password e\n\nmachine a login u password p",
        [("a", "u", "p")],
    ),
    "macdef in an entry": (
        "machine a login u password p\nmacdef init\nquit\n\nmachine b login v password q",
        [("a", "u", "p"), ("b", "v", "q")],
    ),
    "macdef to the end of the file": ("machine a login u password p\nmacdef init\nquit", [("a", "u", "p")]),
    "macdef, a line of blanks does not end it": ("macdef m\nx\n \nmachine b\n\nmachine a login u", [("a", "u", None)]),
    "windows line ends": ("macdef m\r\nx\r\n\r\nmachine a\r\nlogin u\r\npassword p\r\n", [("a", "u", "p")]),
    "nothing": ("", []),
    "blanks": (" \n\t\r\n", []),
}  # fmt: skip


@pytest.mark.parametrize("case", GOOD)
def test_what_a_file_says(case):
    """Keywords, values, comments, macros and quotes as curl and Python's netrc module read them."""
    text, expected = GOOD[case]

    assert expected == read(text)


def test_each_entry_knows_its_line():
    """The line is where `machine` or `default` stands, macros and empty lines counted."""
    text = "\n# c\nmacdef m\nx\n\nmachine a\nlogin u\n\nmachine b login v machine c\ndefault\n"

    assert [("a", 6), ("b", 9), ("c", 9), (None, 10)] == [
        (entry.machine, entry.line) for entry in parse_netrc(text)
    ]


BAD = {
    "a word out of place": ("\nhello", 2, "expected machine, default or macdef"),
    "a value before a machine": ("login u", 1, "expected machine"),
    "a value after a macro": ("machine a\nmacdef m\nx\n\nlogin u", 5, "expected login"),
    "a password of two words": ("machine a\nlogin u\npassword p q", 3, "double quotes"),
    "machine at the end": ("machine", 1, "machine has no value"),
    "login at the end": ("machine a\nlogin \n", 3, "login has no value"),
    "machine without a name": ('machine "" login u', 1, "machine has no name"),
    "macdef without a name": ("machine a\n\nmacdef", 3, "macdef has no value"),
    "a quote that does not end": ('machine a\npassword "p q\nlogin u', 2, "does not end on its line"),
    "a quote at the end of the file": ('machine a password "', 1, "does not end"),
    "a quote around an escaped line end": ('machine a password "p\\\nq"', 1, "does not end"),
    "an escaped line break": ("machine a password p\\\nq", 1, "control character"),
    "NUL": ("machine a\npassword p\0q", 2, "control character"),
    "escape character": ('machine a\npassword "p\x1b[2J"', 2, "control character"),
}


@pytest.mark.parametrize("case", BAD)
def test_errors_say_file_line_and_reason(case):
    """An error names the file, the line where it was noticed and what was expected."""
    text, line, reason = BAD[case]

    with pytest.raises(NetrcSyntaxError) as caught:
        parse_netrc(text, "some/file")

    assert str(caught.value).startswith(f"some/file, line {line}: ")
    assert reason in str(caught.value)


WORDS = st.sampled_from(
    ["machine", "login", "password", "account", "default", "macdef", "host", "#", "\n", "\n\n", '"', "\\", "\0"]
) | st.just(CANARY) | st.just(QUOTED) | st.text(max_size=5)  # fmt: skip


@given(st.lists(WORDS).map(" ".join))
def test_any_text_is_read_or_refused_without_a_word_of_it(text):
    """Whatever the text is, the parser raises only its own error, with a line of the file and no word of it."""
    try:
        parse_netrc(text, "f")
    except NetrcSyntaxError as exc:
        assert 1 <= exc.line <= text.count("\n") + 1
        assert not [part for part in ("p+/", "&<%", "z9") if part in str(exc)]


NAME = st.text(st.characters(blacklist_categories=("Cc", "Cs")), min_size=1).filter(lambda name: name.strip(" "))
VALUE = st.text(st.characters(blacklist_categories=("Cc", "Cs")))
GAP = st.sampled_from([" ", "\t", "\n", "  ", " \n  "])


def quoted(value):
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def plain(value):
    """Write a value without quotes; an empty one cannot be."""
    escaped = "".join(f"\\{char}" if char in '\\" ' else char for char in value)
    return escaped or '""'


@st.composite
def files(draw):
    """Well-formed files: each machine once, since Python's module keeps the last, and without its trouble, comments."""
    lines = []
    for machine in draw(st.lists(NAME, unique=True, max_size=4)):
        written = [("machine", machine)]
        written += [(key, draw(VALUE)) for key in draw(st.permutations(["login", "password", "account"]))]
        for keyword, value in written:
            lines += [keyword, draw(GAP), draw(st.sampled_from([quoted, plain]))(value), draw(GAP)]
        lines.append(draw(st.sampled_from(["", "\n", "\nmacdef m\nmachine x\n\n"])))
    return "".join(lines)


@given(files())
def test_reads_what_pythons_netrc_module_reads(tmp_path_factory, text):
    """For a well-formed file the logins and passwords are those of the standard library's module."""
    path = tmp_path_factory.getbasetemp() / "differential"
    path.write_text(text, encoding="utf-8", newline="")
    theirs = netrc.netrc(path).hosts

    assert [(machine, login, password or None) for machine, (login, _, password) in theirs.items()] == read(text)
