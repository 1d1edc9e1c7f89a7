"""The line of a magic: words, options, and errors that repeat nothing of it."""

from __future__ import annotations

import pytest
from IPython.core.error import UsageError

from nbauth.notebook.line import Option, options_help, parse_line

OPTIONS = (Option("user", "NAME", "Who."), Option("all", help="All."), Option("password", "X", refusal="not here"))
CANARY = "z9Kq"


@pytest.mark.parametrize(
    "line, words, options",
    [
        ("", [], {}),
        ("a b", ["a", "b"], {}),
        ("'a b' \"c d\"", ["a b", "c d"], {}),
        ("a --user ada b", ["a", "b"], {"user": "ada"}),
        ("--user=ada --all", [], {"user": "ada", "all": "yes"}),
        ("--user=a=b", [], {"user": "a=b"}),
        ("--user -x", [], {"user": "-x"}),
        ("-h", [], {"help": "yes"}),
        ("a --help", ["a"], {"help": "yes"}),
        ("-- --user -h", ["--user", "-h"], {}),
        ("- a", ["-", "a"], {}),
        ("it\\'s # no comment", ["it's", "#", "no", "comment"], {}),
        ("https://h/#part", ["https://h/#part"], {}),
    ],
)
def test_words_and_options(line, words, options):
    """As a shell splits them; an option may stand anywhere, -- ends them."""
    parsed = parse_line(line, OPTIONS)

    assert (words, options) == (parsed.words, parsed.options)


@pytest.mark.parametrize(
    "line, says",
    [
        (f"--{CANARY}", "an option is unknown; known: --user, --all, --help"),
        (f"-u {CANARY}", "an option is unknown; known: --user, --all, --help"),
        (f"--usr {CANARY}", "an option is unknown; did you mean --user?"),
        (f"--us={CANARY}", "an option is unknown; did you mean --user?"),
        (f"--password {CANARY}", "--password: not here"),
        (f"--password={CANARY}", "--password: not here"),
        (f"--pasword={CANARY}", "--password: not here"),
        ("--user", "--user needs a value: --user NAME"),
        ("--user ''", "--user needs a value: --user NAME"),
        ("--user --all", "--user needs a value: --user NAME"),
        ("--all=yes", "--all takes no value"),
        ("--all --all", "--all is given twice"),
        (f"'{CANARY}", 'a quote is not closed; quote a quote as "\'"'),
        (f"{CANARY}\\", 'a quote is not closed; quote a quote as "\'"'),
    ],
)
def test_mistakes(line, says):
    """What is wrong and what there is; an unknown word may be a password."""
    with pytest.raises(UsageError) as caught:
        parse_line(line, OPTIONS)

    assert says == str(caught.value)
    assert CANARY not in repr(caught.value.__context__) + str(caught.value)


def test_help_has_what_can_be_given():
    """A refused option is not offered."""
    assert ["  --user NAME  Who.", "  --all        All.", "  -h, --help   Show this."] == options_help(
        OPTIONS
    ).splitlines()
