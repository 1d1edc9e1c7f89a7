"""What binder/ says is what Binder needs: it is read by repo2docker, and done here in an environment of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@dataclass(frozen=True)
class Machine:
    """What Binder would give a learner.

    Attributes:
        repository: A copy of the repository, where they are.
        environment: The variables with which commands run there.
    """

    repository: Path
    environment: dict[str, str]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command as a learner's terminal would."""
        return subprocess.run(
            command, cwd=self.repository, env=self.environment, capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A new environment, with what requirements.txt names, after postBuild."""
    folder = tmp_path_factory.mktemp("binder")
    venv.create(folder / "env", with_pip=True)
    machine = Machine(folder / "repository", environment(folder / "env"))
    copy_repository(machine.repository)
    for command in (
        ("pip", "--disable-pip-version-check", "install", "--quiet", "-r", "binder/requirements.txt"),
        ("binder/postBuild",),
    ):
        done = machine.run(*command)
        assert done.returncode == 0, done.stderr
    yield machine
    shutil.rmtree(folder)


def environment(prefix: Path) -> dict[str, str]:
    """Return the variables of a shell in which the environment at *prefix* is the one in use."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "JUPYTER", "NBAUTH"))
    }
    return {**kept, "PATH": f"{prefix / 'bin'}{os.pathsep}{os.environ['PATH']}", "VIRTUAL_ENV": str(prefix)}


def copy_repository(target: Path) -> None:
    """Copy what git has, and would have with the next commit."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.split("\0"):
        if name and (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)


def test_repo2docker_reads_it() -> None:
    """Python 3.12; the repository is there before "." is installed from its root; postBuild comes last."""
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(ROOT)]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    steps = said.stdout + said.stderr
    wanted = [r"environment-2epy-2d3-2e12-", r"COPY \S+ src/ ", r'pip install .*-r "binder/requirements.txt"']
    found = [re.search(each, steps) for each in [*wanted, r"RUN \./binder/postBuild"]]

    assert None not in found
    assert sorted(each.start() for each in found if each) == [each.start() for each in found if each]


def test_each_notebook_runs_there(machine: Machine, tmp_path: Path) -> None:
    """No cell of any fails, and none says that something is not installed."""
    names = [f"notebooks/{path.name}" for path in NOTEBOOKS]
    # All by one command: to start it takes longer than most notebooks do. What it says last names the one that failed.
    done = machine.run(
        "jupyter", "nbconvert", "--to", "notebook", "--execute", *names, "--output-dir", str(tmp_path)
    )
    assert done.returncode == 0, done.stderr

    for path in NOTEBOOKS:
        ran = nbformat.read(tmp_path / path.name, as_version=4)
        code = [cell for cell in ran.cells if cell.cell_type == "code" and cell.source.strip()]
        assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1)), path.name
        assert "pip install" not in str([cell.outputs for cell in code]), path.name


def test_lab_draws_the_forms_there(machine: Machine) -> None:
    """JupyterLab starts, and has the extensions that draw a widget of nbauth."""
    listed = machine.run("jupyter", "labextension", "list")
    said = listed.stdout + listed.stderr

    assert listed.returncode == 0, said
    for name in ("anywidget", "@jupyter-widgets/jupyterlab-manager"):
        assert re.search(rf"{re.escape(name)} v\S+ .*enabled.*OK", said), said
