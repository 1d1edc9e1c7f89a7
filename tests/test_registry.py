"""Named extensions from entry points."""

from __future__ import annotations

import pytest

from nbauth.errors import UnknownName
from nbauth.registry import Registry
from nbauth.schemes.base import Scheme


def test_the_built_in_schemes_use_the_same_road():
    """All are found by name, and are Schemes that declare their fields (DESIGN, choice 4)."""
    registry = Registry("scheme")

    assert {"apikey", "basic", "bearer", "digest", "netrc"} <= set(registry)
    assert all(issubclass(scheme, Scheme) and scheme.fields for scheme in registry.values())


def test_unknown():
    """A name that is not there, with those that are near; asking whether it is there loads nothing."""
    with pytest.raises(UnknownName, match="no scheme is named 'bsic'; did you mean basic"):
        Registry("scheme")["bsic"]
    assert "bsic" not in Registry("scheme")
