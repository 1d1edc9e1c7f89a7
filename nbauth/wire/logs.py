"""The logs of this process without credentials: httpx prints URLs at INFO, httpcore and hpack headers at DEBUG.

A filter on a logger sees no records of its children, and one on a handler none of handlers that come later. Every
record is made by the record factory, so it is done there.
"""

from __future__ import annotations

import logging
from typing import Any

from ..core import live

__all__ = ["redact_logs"]


class _Redacting:
    """Makes records as the factory before it does, without the secrets that are known."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        record: logging.LogRecord = self._inner(*args, **kwargs)
        if live.line_breaks() >= 0:
            _message(record)
            _exception(record)
        return record


def redact_logs() -> None:
    """Let no secret that a redactor in use knows appear in any log. Doing it again does nothing."""
    factory = logging.getLogRecordFactory()
    if not isinstance(factory, _Redacting):
        logging.setLogRecordFactory(_Redacting(factory))


def _message(record: logging.LogRecord) -> None:
    try:
        message = record.getMessage()
    except Exception:
        # The text does not fit its arguments. logging reports that with both, when the record is written.
        record.msg = live.redacted(str(record.msg))
        if isinstance(record.args, tuple):
            record.args = tuple(live.redacted(arg) if isinstance(arg, str) else arg for arg in record.args)
        return
    new = live.redacted(message)
    if new is not message:
        record.msg, record.args = new, None


def _exception(record: logging.LogRecord) -> None:
    if record.exc_info and record.exc_info[0] is not None:
        text = logging.Formatter().formatException(record.exc_info)
        new = live.redacted(text)
        if new is not text:
            # What handlers of others would make of the exception itself holds the secret; the text stays.
            record.exc_text, record.exc_info = new, None
    if record.stack_info:
        record.stack_info = live.redacted(record.stack_info)
