"""The site builds without a warning, its links lead somewhere, and its reference has all that there is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from docs.site import ROOT, Site

import nbauth
from nbauth import errors
from nbauth.notebook.auth_magic import COMMANDS
from nbauth.notebook.history_magic import HISTORY_OPTIONS
from nbauth.notebook.http_magic import HTTP_OPTIONS
from nbauth.notebook.settings import NBAuth
from nbauth.playground.users import CLIENT_SECRET, USERS
from nbauth.registry import Registry

REFERENCE = "docs/reference"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_each_link_leads_somewhere(site: Site) -> None:
    """Within the site: to a file that is there, and to a place of it that is there."""
    assert [] == list(site.dead_links())


def test_no_page_loads_anything_from_the_net(site: Site) -> None:
    """Styles, scripts, fonts and pictures lie in the site: it can be read offline, and tells nobody who reads it."""
    loaded = {f"{name}: {each}" for name, page in site.pages.items() for each in page.loads if "//" in each}

    assert set() == loaded


@pytest.mark.parametrize("name", nbauth.__all__)
def test_each_public_name_has_an_entry(site: Site, name: str) -> None:
    """A name of `nbauth.__all__` is described in one place of the reference."""
    places = [path for path, page in site.pages.items() if f"nbauth.{name}" in page.anchors]

    assert 1 == len([path for path in places if path.startswith(REFERENCE)])


@pytest.mark.parametrize("option", [*HTTP_OPTIONS, *HISTORY_OPTIONS], ids=lambda option: option.name)
def test_each_option_is_described(site: Site, option: object) -> None:
    """An option of a magic stands there with its own sentence."""
    text = site.pages[f"{REFERENCE}/magics.html"].text

    assert f"--{option.name} {option.metavar}".strip() in text
    assert option.help in text


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_of_auth_is_described(site: Site, command: str) -> None:
    assert f"%auth {command} " in site.pages[f"{REFERENCE}/magics.html"].text


@pytest.mark.parametrize("name", Registry("scheme"))
def test_each_field_of_each_scheme_is_there(site: Site, name: str) -> None:
    """A scheme has a section with its class, and each of its fields a row."""
    page, scheme = site.pages[f"{REFERENCE}/schemes.html"], Registry("scheme")[name]
    section = page.text[page.text.index(f"{name}: {scheme.title}#") :]
    section = section[: section.index(f"class nbauth.{scheme.__name__}(")]

    assert scheme.about in section
    for field in scheme.fields:
        row = rf"\n{field.name}\s+{re.escape(field.label)}\s.*{re.escape(field.help)}"
        assert re.search(row, section, re.DOTALL), field.name


def test_each_setting_and_each_error_is_there(site: Site) -> None:
    settings, listed = (site.pages[f"{REFERENCE}/{name}.html"].text for name in ("settings", "errors"))

    assert [] == [name for name in NBAuth.class_own_traits(config=True) if f"NBAuth.{name}\n" not in settings]
    assert [] == [name for name in errors.__all__ if f"\n{name}\n" not in listed]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_notebook_is_a_page_of_the_tutorial(site: Site, path: Path) -> None:
    """With what its cells have shown when it ran."""
    name = f"notebooks/{path.stem}.html"
    shown = [cell for cell in json.loads(path.read_text())["cells"] if cell.get("outputs")]

    assert f"../{name}" in site.pages["docs/tutorial.html"].links
    assert len(shown) == (site.folder / name).read_text().count('class="cell_output ')


def test_the_recorded_flows(site: Site) -> None:
    """Each exchange of the file is a card, with the flow explained, and no secret of the playground is in one."""
    page = site.pages["docs/recorded.html"]
    lines = (ROOT / "docs" / "recorded.jsonl").read_text().splitlines()
    for line in lines:
        exchange = json.loads(line)
        assert exchange["legs"][0]["request"]["url"].partition("//")[2].partition("?")[0] in page.text
    assert {"401", "302", "200"} <= {str(leg["response"]["status"]) for each in map(json.loads, lines)
                                     for leg in each["legs"] if leg["response"]}  # fmt: skip
    for told in (
        "Digest worked from",
        "PKCE",
        "only the browser has seen",
        "credentials for the first one stay behind",
    ):
        assert told in page.text
    assert not [each for each in (*USERS.values(), CLIENT_SECRET) if each in page.text]
