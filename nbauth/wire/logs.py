"""The log of the HTTP library without credentials: at INFO it prints the URL of every leg."""

from __future__ import annotations

import logging
from weakref import WeakSet

from .._http import BACKEND
from ..core.redact import Redactor

__all__ = ["redact_logs"]


class _Redacting(logging.Filter):
    """Redacts the records of one logger by all redactors that are in use."""

    def __init__(self) -> None:
        super().__init__()
        self.redactors: WeakSet[Redactor] = WeakSet()

    def filter(self, record: logging.LogRecord) -> bool:
        message = redacted = record.getMessage()
        for redactor in list(self.redactors):
            redacted = redactor.text(redacted)
        if redacted is not message:
            record.msg, record.args = redacted, None
        return True


_filter = _Redacting()


def redact_logs(redactor: Redactor) -> None:
    """Let what *redactor* knows not appear in the library's log, as long as the redactor is in use."""
    _filter.redactors.add(redactor)
    # The records are made on this very logger, so its filter sees all of them; adding it twice does nothing.
    logging.getLogger(BACKEND).addFilter(_filter)
