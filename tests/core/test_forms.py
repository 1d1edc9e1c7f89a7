"""The forms of a secret, and that a probe is in each."""

from __future__ import annotations

import base64
import html
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nbauth.core.escapes import fold, resolved
from nbauth.core.forms import SHORTEST, Forms, core
from nbauth.core.secret import Known, Secret

CANARY = 'p+/"&<%é z9'
VALUES = [CANARY, "ghp_abcdefghijklmnop", "a b c d e f", "ééééééé", "+/+/+/+/", "\\\\\\\\\\\\", "12345678"]


def forms(value: str, *users: str) -> Forms:
    return Forms(Known("it", Secret(value, "it"), users))


def covered(text: str, found: Forms) -> str:
    """Return the characters of *text* that no span covers."""
    folded = fold(text)
    spans = list(found.spans(folded, 0, len(folded)))
    return "".join(c for at, c in enumerate(text) if not any(left <= at < right for left, right in spans))


@pytest.mark.parametrize("value", VALUES, ids=ascii)
@pytest.mark.parametrize("before", ["", "x", "xy", "user:"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_base64_leaves_no_character_of_a_value(value, before, encode):
    """Three alignments, both alphabets (RFC 4648): what stays decodes to what stood around, and parts of a byte."""
    text = encode(f"{before}{value}--end".encode()).decode()

    left = covered(text, forms(value))

    assert len(left) <= len(base64.b64encode(f"{before}--end".encode())) + 2
    assert core(value.encode(), len(before) % 3) not in left


def test_a_credential_pair_goes_as_a_whole():
    """RFC 7617: user and password are one base64 text; its padding goes too, also percent-encoded."""
    pair = base64.b64encode(f"Aladdin:{CANARY}".encode()).decode()

    assert "" == covered(pair, forms(CANARY, "Aladdin"))
    assert "" == covered(quote(pair, safe=""), forms(CANARY, "Aladdin"))


def test_a_short_value_is_looked_for_in_pairs_only():
    """Fewer than six characters would blank out ordinary text; a pair is longer."""
    found = forms("abc", "al")

    assert "abc" == covered("abc", found)
    assert "" == covered(base64.b64encode(b"al:abc").decode(), found)


WAYS = {
    "plain": lambda value: value,
    "upper": str.upper,
    "lower": str.lower,
    "casefold": str.casefold,
    "hex": lambda value: value.encode().hex(),
    "HEX": lambda value: value.encode().hex().upper(),
    "all percent": lambda value: "".join(f"%{byte:02X}" for byte in value.encode()),
    "base64": lambda value: base64.b64encode(f"..{value}.".encode()).decode(),
    "base64 in a URL": lambda value: quote(base64.b64encode(f".{value}..".encode()), safe=""),
    "misread": lambda value: value.encode().decode("latin-1"),
    "misread, all percent": lambda value: quote(value.encode().decode("latin-1"), safe=""),
    "misread, HTML": lambda value: html.escape(value.encode().decode("latin-1")),
    "misread, ascii": lambda value: ascii(value.encode().decode("latin-1"))[1:-1],
    "misread, base64": lambda value: base64.b64encode(f".{value.encode().decode('latin-1')}".encode()).decode(),
    "base64 in PHP's JSON": lambda value: base64.b64encode(f"{value}.".encode()).decode().replace("/", "\\/"),
}


@given(
    st.text(min_size=SHORTEST, max_size=24),
    st.sampled_from(sorted(WAYS)),
    st.sampled_from(["", "a=%", "&", '{"x": "']),
)
@example(CANARY, "base64", "")
def test_whatever_has_a_form_has_a_probe(value, way, before):
    """The slow search runs only where a probe is, so a form without one would never be found."""
    found = forms(value)
    folded = fold(f"{before}{WAYS[way](value)} z")

    assert list(found.spans(folded, 0, len(folded)))
    assert any(probe in folded for probe in found.probes) or any(
        probe in resolved(folded) for probe in found.resolved_probes
    )


def test_escapes_are_searched_around_an_anchor_only():
    """Every copy is found, near the ends and next to each other too."""
    value = "+/&secret-word&/+"
    text = f"{value}{quote(value, safe='')} secret-word {value}"

    assert " secret-word " == covered(text, forms(value))
