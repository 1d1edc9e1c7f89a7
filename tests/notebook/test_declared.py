"""The fields of a scheme, read in its source, are those that it has."""

from __future__ import annotations

import os
import sys

import pytest

from nbauth.notebook import declared
from nbauth.notebook.declared import declared_fields
from nbauth.registry import Registry

BUILT_IN = ("apikey", "basic", "bearer", "digest", "netrc", "oauth2")


@pytest.mark.parametrize("scheme", BUILT_IN)
def test_ours_can_be_read(monkeypatch, scheme):
    """Every scheme of nbauth writes its fields out, so that they are offered before the first request."""
    fields = Registry("scheme")[scheme].fields
    for name in list(sys.modules):
        if name.startswith(("nbauth.schemes.", "nbauth.oauth2.")):
            monkeypatch.delitem(sys.modules, name)

    assert fields == declared_fields(scheme)
    assert not any(name.startswith(("nbauth.schemes.", "nbauth.oauth2.")) for name in sys.modules)


PLUGINS = {
    "written": 'class Auth:\n    name = "x"\n    fields = (Field("pin", "PIN", secret=True), Field("a", "A", choices=("b",)))\n',
    "computed": "class Auth:\n    fields = tuple(make())\n",
    "partly": 'class Auth:\n    fields = (Field("pin", LABEL),)\n',
    "mixed": 'class Auth:\n    fields = (Field("pin", "PIN"), OTHER)\n',
    "odd": 'class Auth:\n    fields = (Field("pin", "PIN", colour="red"),)\n',
    "none": "class Auth:\n    pass\n",
    "other": "class Other:\n    pass\n",
}


@pytest.fixture
def plugins(tmp_path, monkeypatch):
    """Installs a package whose modules fail when they are imported; its folder is imported, they are not."""
    package = tmp_path / "nbauth_t_plugins"
    package.mkdir()
    (package / "__init__.py").write_text("")
    for name, source in PLUGINS.items():
        (package / f"{name}.py").write_text(f"raise RuntimeError('imported')\n{source}")
    points = "".join(f"t_{name} = nbauth_t_plugins.{name}:Auth\n" for name in (*PLUGINS, "missing", "sub.missing"))
    (tmp_path / "plugins-1.dist-info").mkdir()
    (tmp_path / "plugins-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: plugins\nVersion: 1\n")
    (tmp_path / "plugins-1.dist-info" / "entry_points.txt").write_text(f"[nbauth.schemes]\n{points}")
    monkeypatch.syspath_prepend(os.fspath(tmp_path))
    declared._in_source.cache_clear()
    yield
    sys.modules.pop("nbauth_t_plugins", None)


def test_a_plugin_that_nobody_has_imported(plugins):
    """Its package may do anything when it is imported, so it is not."""
    assert () == declared_fields("t_written")
    assert "nbauth_t_plugins" not in sys.modules


def test_a_plugin_whose_package_is_there(plugins):
    """Read in its source; its module is not run."""
    __import__("nbauth_t_plugins")

    assert [("pin", True), ("a", False)] == [(each.name, each.secret) for each in declared_fields("t_written")]


@pytest.mark.parametrize("name", [*sorted(PLUGINS.keys() - {"written"}), "missing", "sub.missing"])
def test_what_cannot_be_read(plugins, name):
    """Nothing is offered, and nothing fails: it is told when the scheme is used."""
    __import__("nbauth_t_plugins")

    assert () == declared_fields(f"t_{name}")


def test_no_scheme():
    """A name that nobody has."""
    assert () == declared_fields("kerberos")
