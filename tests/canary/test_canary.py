"""The promise, proved: no credential is anywhere that it was not meant to be.

A notebook that uses every feature (cells.py) runs in real kernels, with a secret of its own for each way in which a
credential comes in (canaries.py). Everything that this leaves is searched by a scanner that knows nothing of nbauth
(scanner.py): the messages of all channels with their buffers, the saved notebook with outputs and the state of its
widgets, its checkpoint, IPython's history.sqlite with outputs, the log of %logstart -o, a log file at DEBUG of all
loggers, what %history -o writes, exports as HAR, curl, Python and .http,
the file that session.history.save writes.

Nothing is found. And so that this can be believed, each protection is switched off in a run of its own, and the
canaries are there, in what that protection protects and nowhere else:

    protection   what it does                                     without it, canaries are in
    ----------   ----------------------------------------------   -----------------------------------------------
    guard        redacts what the kernel sends and IPython keeps   messages, notebook, checkpoint, IPython's files
    record       redacts what is recorded, before it is kept      exports, saved history
    logs         redacts each log record                          the log file

Without the guard, too, no cell shows one that does not print it itself: what nbauth makes has none to begin with.

Not searched, for it is the person's own: the source of cells, the environment, the netrc file. What no test can
promise: docs/security.md.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from canary.canaries import CANARIES, ENVIRONMENT
from canary.cells import FAILS, FORMS, HISTORY, LOGINS, MISTAKES, OFF, OURS, REQUESTS, START, YOURS
from canary.driver import Run
from canary.scanner import found, found_in_files

pytestmark = pytest.mark.filterwarnings("ignore")  # jupyter_client's and the kernels' own

GUARDED = {
    "work/notebook.ipynb": "the notebook, saved",
    "work/.ipynb_checkpoints/notebook-checkpoint.ipynb": "its checkpoint",
    "work/everything.ipython": "%logstart -o",
    "work/everything.history": "%history -o -f",
    "ipython/profile_default/history.sqlite": "IPython's history, with outputs",
}
EXPORTS = {f"work/exported.{kind}" for kind in ("har", "curl", "python", "http", "jsonl")}
LOG = "work/everything.log"


@pytest.fixture(scope="session")
def left(runs: dict[str, Run]) -> dict[str, dict[str, dict[str, str]]]:
    """For each run, which canaries are where: in its files, and in the messages of OURS and of YOURS."""
    return {
        off: {
            **found_in_files(run.folder, CANARIES),
            **{
                place: hits
                for place, cells in {"ours": [*OURS, "start"], "yours": [*YOURS, ""]}.items()
                if (hits := found(run.of(cells), CANARIES))
            },
        }
        for off, run in runs.items()
    }


def test_the_run_is_whole(runs):
    """Each cell ran, and only those failed that are mistakes; all files are there. Less would prove less."""
    run = runs["nothing"]
    files = {str(path.relative_to(run.folder)) for path in run.folder.rglob("*")}

    assert FAILS == set(run.failed), {name: text for name, text in run.failed.items() if name not in FAILS}
    assert {"start", "nothing is off", "", *OURS, *YOURS} == set(run.messages)
    assert {*GUARDED, *EXPORTS, LOG} <= files


def test_no_canary_is_in_any_cell():
    """The notebook names where a secret comes from; so what is found was not typed."""
    assert {} == found("\n".join((START, *OFF.values(), *OURS.values(), *YOURS.values())).encode(), CANARIES)


def test_nothing_is_found(left):
    assert {} == left["nothing"]


def test_without_the_guard(left):
    """Each canary is in what a person prints, and in each file that keeps outputs; in nothing else."""
    without = left["guard"]

    assert {"yours", *GUARDED} == set(without)
    assert set(CANARIES) == set(without["yours"]) == set(without["work/notebook.ipynb"])
    assert set(CANARIES) == set(without["work/.ipynb_checkpoints/notebook-checkpoint.ipynb"])


def test_without_the_guard_nothing_that_nbauth_shows_has_one(left):
    """Cards, histories, exports, errors and objects: the guard is the second wall for them, not the first."""
    assert "ours" not in left["guard"]


def test_without_redaction_of_the_record(left):
    """Each canary that goes over the wire is in an export; the guard and the logs still hold."""
    without = left["record"]

    assert EXPORTS == set(without)
    assert set(CANARIES) == set().union(*without.values())
    assert set(CANARIES) == set(without["work/exported.har"]) == set(without["work/exported.jsonl"])


def test_without_redaction_of_logs(left):
    """Each canary is in the log file, and only there."""
    without = left["logs"]

    assert {LOG} == set(without)
    assert set(CANARIES) == set(without[LOG])


@pytest.mark.parametrize("off", ["nothing", "guard"])
def test_nbauth_check_says_the_same(runs, left, off):
    """`nbauth check --login` of all that a run left: exit status 1 where canaries are, and it shows none itself."""
    logins = [word for name in ENVIRONMENT for word in ("--login", f"env:{name}")]
    done = subprocess.run(
        [sys.executable, "-m", "nbauth", "check", *logins, "--made-up", ".", "."],
        cwd=runs[off].folder,
        env={**os.environ, **ENVIRONMENT},
        capture_output=True,
    )
    told = {line.split(":", 1)[0].removeprefix("./") for line in done.stdout.decode().splitlines()}

    assert (1 if left[off].keys() - {"ours", "yours"} else 0) == done.returncode, done.stdout + done.stderr
    assert left[off].keys() - {"ours", "yours"} <= told
    assert {} == found(done.stdout + done.stderr, CANARIES)


@pytest.mark.parametrize("feature", [*LOGINS, *REQUESTS, *FORMS, *HISTORY, *MISTAKES])
def test_each_feature_has_said_something(runs, feature):
    """Nothing was found where something was shown: a cell that shows nothing proves nothing."""
    quiet = {
        "%http --quiet",
        "exports",
        "%http_history --clear",
        "%%http with Secrets",
        "%auth explain",
        "a setting that is none",
    }
    shown = any(
        kind in runs["nothing"].messages[feature] for kind in (b'"stream"', b'_data"', b'_result"', b'"error"')
    )

    assert shown or feature in quiet
