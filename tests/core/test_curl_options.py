"""The table of curl's options against curl itself."""

from __future__ import annotations

import re
import subprocess

import system

from nbauth.core.curl_options import BY_LETTER, BY_NAME, OPTIONS

LINE = re.compile(r"\s*(?:-(.), )?--(\S+)(?: (<[^>]+>|\[\S+\]\S+))?")


def test_every_option_of_curl_is_in_the_table():
    """Each with its letter, and with a value where curl wants one."""
    system.need("curl")
    told = subprocess.run(["curl", "--help", "all"], capture_output=True, text=True, check=True).stdout
    options = [LINE.match(line) for line in told.splitlines()[1:]]
    of_curl = {(name.removeprefix("no-"), letter or "", value is not None)
               for letter, name, value in (option.groups() for option in options if option)}  # fmt: skip
    ours = {(option.name, option.letter, option.takes_value) for option in OPTIONS}

    assert len(of_curl) > 200
    # It shows -i as --include; since curl 8.10 as --show-headers.
    assert set() == of_curl - ours - {("include", "i", False)}


def test_names_and_letters_are_there_once():
    """None hides another."""
    assert len(OPTIONS) == len(BY_NAME)
    assert len([option for option in OPTIONS if option.letter]) == len(BY_LETTER)


def test_what_is_not_done_is_explained():
    """What is noted and what is refused say what happens instead, or what to do."""
    assert set() == {
        option.name for option in OPTIONS if option.effect in ("noted", "refused") and not option.about
    }
