"""What IPython itself keeps of outputs, and writes to files: without known secrets.

``%logstart -o`` writes results to a log, ``%history -o -f`` to any file, ``c.HistoryManager.db_log_output`` to
history.sqlite, and ``%notebook`` all outputs to a notebook. None of it passes what a kernel sends, so it is
redacted where IPython puts it down, or before it is written; in a terminal too.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from ..core import live
from .guard import is_guarded, replaced

__all__ = ["add_record"]


def add_record(shell: Any, undo: ExitStack) -> None:
    """Redact what the shell keeps of its outputs, as long as its guard is on."""

    def redacted(value: Any) -> Any:
        return replaced(value, live.redacted) if is_guarded(shell) else value

    logger, write = shell.logger, shell.logger.log_write
    logger.log_write = lambda data, kind="input": write(redacted(data), kind)
    undo.callback(vars(logger).pop, "log_write")

    hook, log = shell.displayhook, shell.displayhook.log_output
    hook.log_output = lambda bundle: log(redacted(bundle))
    undo.callback(vars(hook).pop, "log_output")

    def redact_outputs() -> None:
        redact_history(shell.history_manager, redacted)

    def before_a_cell(info: Any) -> None:
        # Not after each cell: what was printed may be long, and few write a notebook in this way.
        if "notebook" in info.raw_cell:
            redact_outputs()

    live.before_forgetting.append(redact_outputs)
    undo.callback(live.before_forgetting.remove, redact_outputs)
    shell.events.register("pre_run_cell", before_a_cell)
    undo.callback(shell.events.unregister, "pre_run_cell", before_a_cell)


def redact_history(history: Any, redacted: Callable[[Any], Any]) -> None:
    """Redact what a history has of all that was shown, printed and raised; before IPython 9 it has nothing."""
    for outputs in list(getattr(history, "outputs", {}).values()):
        for output in outputs:
            # Of a stream it has each write, and a secret may go over two.
            bundle = {kind: "".join(data) if kind == "stream" else data for kind, data in output.bundle.items()}
            output.bundle = {kind: [data] if kind == "stream" else data for kind, data in redacted(bundle).items()}
    exceptions = getattr(history, "exceptions", {})
    for count in list(exceptions):
        exceptions[count] = redacted(exceptions[count])
