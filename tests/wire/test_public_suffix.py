"""Which domains are nobody's own: by the whole list where it is installed, by the short one elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path

import publicsuffixlist
import pytest

from nbauth.wire import public_suffix
from nbauth.wire.public_suffix import HOSTERS, OF_COUNTRIES, SECOND_LEVEL, is_public_suffix

NOBODYS = [
    "com", "uk", "localhost", "intranet", "co.uk", "CO.UK", ".co.uk", "co.uk.", "com.au", "ac.jp", "or.jp", "id.au",
    "github.io", "herokuapp.com", "cloudfront.net", "s3.amazonaws.com", "blob.core.windows.net", "hf.space",
]  # fmt: skip
SOMEBODYS = [
    "example.com", "example.co.uk", "sub.example.co.uk", "t.co", "id.me", "go.com", "co.example", "github.com",
    "mygithub.io", "login.example.com", "amazon.com",
]  # fmt: skip


@pytest.fixture(params=["list", "short list"])
def which(request, monkeypatch):
    """With the optional package, and without."""
    if request.param == "short list":
        monkeypatch.setitem(sys.modules, "publicsuffixlist", None)
    public_suffix._listed.cache_clear()
    is_public_suffix.cache_clear()
    yield request.param
    public_suffix._listed.cache_clear()
    is_public_suffix.cache_clear()


@pytest.mark.parametrize("domain", NOBODYS)
def test_nobodys(which, domain):
    """Hosts of different owners are below it."""
    assert is_public_suffix(domain)


@pytest.mark.parametrize("domain", SOMEBODYS)
def test_somebodys(which, domain):
    """One owner has all that is below it."""
    assert not is_public_suffix(domain)


def test_what_only_the_whole_list_knows(which):
    """It is used where it is there; the short one holds back more below a hoster."""
    assert (which == "list") == is_public_suffix("x.kawasaki.jp")
    assert (which == "short list") == is_public_suffix("mine.github.io")


def test_the_short_list_is_part_of_the_whole():
    """Each entry is a public suffix, or has some below it: no owner of a domain is on it by mistake."""
    whole = publicsuffixlist.PublicSuffixList()
    suffixes = [
        line.strip().removeprefix("*.").removeprefix("!")
        for line in Path(publicsuffixlist.PSLFILE).read_text("utf-8").splitlines()
        if line.strip() and not line.startswith("//")
    ]

    second = [f"{name}.{country}" for country, names in OF_COUNTRIES.items() for name in names.split()]
    assert [] == [name for name in second if not whole.is_public(name)]
    assert [] == [name for name in HOSTERS if not any(f".{each}".endswith(f".{name}") for each in suffixes)]
    for name in SECOND_LEVEL:
        assert sum(each.count(".") == 1 and each.startswith(f"{name}.") for each in suffixes) > 40
