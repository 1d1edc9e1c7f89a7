"""What IPython writes to files of its own accord, or when told to, holds no known secret."""

from __future__ import annotations

import json

import pytest
from wire.canary import CANARY, leaks

NAME = "basic_password"
SHOWN = [
    "secret",
    "print(secret)",
    "raise ValueError(secret)",
    "from IPython.display import display\ndisplay(secret)",
]
IN_PIECES = "print(secret[:4], end='')\nprint(secret[4:])"


@pytest.fixture
def known(shell, monkeypatch):
    """A shell with a login whose password is also the variable *secret*; a history of its own begins here."""
    monkeypatch.setenv("SECRET", CANARY)
    shell["secret"] = CANARY
    shell.run("%auth basic https://a.example --username ada --password-from env:SECRET")
    history = shell.ip.history_manager
    history.outputs.clear()
    history.exceptions.clear()
    yield shell
    history.outputs.clear()
    history.exceptions.clear()


def run(shell, *cells):
    """Run cells that the history counts."""
    for cell in cells:
        shell.ip.run_cell(cell, store_history=True)


def test_logstart(known, tmp_path):
    """%logstart -o: results, in a log."""
    log = tmp_path / "log.py"
    run(known, f"%logstart -o -q {log} over", "secret", "%logstop")

    assert f"{{{{{NAME}}}}}" in log.read_text()
    assert [] == leaks(log.read_text(), CANARY)


def test_history_of_outputs(known, tmp_path):
    """%history -o -f, and c.HistoryManager.db_log_output, which take the text of results from one place."""
    run(known, "secret")
    known.run(f"%history -o -f {tmp_path / 'written'}")

    assert f"'{{{{{NAME}}}}}'" in known.ip.history_manager.output_hist_reprs.values()
    assert f"{{{{{NAME}}}}}" in (tmp_path / "written").read_text()
    assert [] == leaks((tmp_path / "written").read_text(), CANARY)


def test_notebook(known, tmp_path):
    """%notebook: results, displays, prints, errors."""
    run(known, *SHOWN, IN_PIECES, "1", f"%notebook {tmp_path / 'a.ipynb'}")
    text = (tmp_path / "a.ipynb").read_text()

    outputs = [output for cell in json.loads(text)["cells"] for output in cell["outputs"]]
    assert {"execute_result", "stream", "error"} <= {output["output_type"] for output in outputs}
    assert text.count(f"{{{{{NAME}}}}}") >= len(SHOWN)
    assert [] == leaks(text, CANARY)


def test_notebook_after_a_logout(known, tmp_path):
    """What was shown before it is redacted while the secret is still known."""
    run(known, *SHOWN, "%auth forget --all", f"%notebook {tmp_path / 'a.ipynb'}")

    assert [] == leaks((tmp_path / "a.ipynb").read_text(), CANARY)


def test_unload_gives_all_back(known):
    """The methods and events are as they were."""
    known.run("%unload_ext nbauth")
    methods = [
        name in vars(each) for each, name in ((known.ip.logger, "log_write"), (known.ip.displayhook, "log_output"))
    ]
    events = known.ip.events.callbacks["pre_run_cell"]
    left = [each for each in events if each.__module__.startswith("nbauth")]
    known.run("%load_ext nbauth")

    assert ([False, False], []) == (methods, left)
    assert any(each.__module__.startswith("nbauth") for each in known.ip.events.callbacks["pre_run_cell"])


def test_the_names_of_ipython(interactive_shell):
    """What is wrapped or read here is there in this IPython."""
    shell = interactive_shell

    assert all(hasattr(shell.history_manager, name) for name in ("outputs", "exceptions", "output_hist_reprs"))
    assert callable(shell.displayhook.log_output) and callable(shell.logger.log_write)
