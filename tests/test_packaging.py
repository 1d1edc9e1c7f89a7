"""What a person gets who installs nbauth: type hints, the promised extras, and no dependency without a reason."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "pyproject.toml").read_text()
PROJECT = tomllib.loads(TEXT)["project"]


def names(requirements):
    """Return the package names of requirement lines."""
    return {re.match(r"[\w-]+", each)[0] for each in requirements}


def test_core_dependencies_are_few():
    """Installing nbauth brings the HTTP library, the notebook parts, and nothing heavier."""
    expected = {"httpx", "ipython", "ipywidgets", "anywidget", "nest-asyncio", "nest-asyncio2"}

    assert expected == names(PROJECT["dependencies"])


def test_extras():
    """Each extra stands for one feature, and `all` is all of them."""
    extras = PROJECT["optional-dependencies"]

    assert {
        "keyring": {"keyring"},
        "playground": {"starlette", "uvicorn"},
        "cookies": {"publicsuffixlist"},
        "oauth": {"joserfc", "segno"},
        "png": {"resvg-py"},
    } == {name: names(extras[name]) for name in extras if name != "all"}
    assert [f"nbauth[{','.join(name for name in extras if name != 'all')}]"] == extras["all"]


@pytest.mark.parametrize("section", ["dependencies = [", "[project.optional-dependencies]", "demo = [", "dev = ["])
def test_each_dependency_says_what_it_is_for(section):
    """Every line that brings a package has a comment."""
    lines = TEXT.split(section, 1)[1].split("\n\n")[0].split("\n]")[0].splitlines()
    quiet = [line for line in lines if '"' in line and "nbauth[keyring" not in line and " # " not in line]

    assert [] == quiet


def test_schemes_are_entry_points_that_load():
    """Built-in schemes take the same road as anyone's: each name finds the class that carries it."""
    points = PROJECT["entry-points"]["nbauth.schemes"]

    assert points == {each.name: each.value for each in entry_points(group="nbauth.schemes")}
    assert {name: name for name in points} == {
        each.name: each.load().name for each in entry_points(group="nbauth.schemes")
    }


def test_wheel(tmp_path):
    """The wheel holds the package, its py.typed, what nbval needs and its licence; no tests, no notebooks."""
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", build, tmp_path], cwd=ROOT, capture_output=True, text=True, check=True
    )
    with ZipFile(tmp_path / done.stdout.split()[-1]) as wheel:
        files = set(wheel.namelist())
    ours = {path.relative_to(ROOT).as_posix() for path in (ROOT / "nbauth").rglob("*.py")}

    assert {*ours, "nbauth/py.typed", "nbauth/nbval.cfg"} <= files
    assert {"nbauth"} == {name.partition("/")[0] for name in files if ".dist-info/" not in name}
    assert any(name.endswith("licenses/LICENSE") for name in files)
