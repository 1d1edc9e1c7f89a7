"""PKCE: the example of RFC 7636, appendix B."""

from __future__ import annotations

import re

from nbauth.core.secret import Secret
from nbauth.oauth2.pkce import Pkce


def test_rfc_7636_appendix_b():
    """The challenge of the verifier there."""
    pkce = Pkce(Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "code_verifier"))
    assert "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" == pkce.challenge


def test_new_ones():
    """Of the characters and the length that section 4.1 allows; never the same twice."""
    verifiers = {Pkce.new().verifier.reveal() for _ in range(100)}
    assert 100 == len(verifiers)
    assert all(re.fullmatch(r"[A-Za-z0-9\-._~]{43,128}", each) for each in verifiers)
