"""The logs of this process without credentials: httpx prints URLs at INFO, httpcore and hpack headers at DEBUG.

A filter on a logger sees no records of its children, and one on a handler none of handlers that come later. Every
record is made by the record factory, so it is done there.

What the HTTP libraries write of a message, they write before anybody could learn from it: a new session cookie, a
token in a Location. Of their records, headers and URLs are redacted by place as well.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from ..core import live, places

__all__ = ["redact_logs"]

OF_HTTP = frozenset(("httpx", "httpx2", "httpcore", "httpcore2", "hpack", "h2", "h11"))
"""The first words of the names of their loggers."""

PAIR = re.compile(r"""\(b?(['"])([\w-]{1,256})\1, b?(?:'((?:[^'\\]|\\.)*+)'|"((?:[^"\\]|\\.)*+)")""")
"""A header as they write it: (b'Set-Cookie', b'sid=...'"""


class _Redacting:
    """Makes records as the factory before it does, without the secrets that are known."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        record: logging.LogRecord = self._inner(*args, **kwargs)
        if live.line_breaks() >= 0:
            _message(record)
            _exception(record)
        if record.name.partition(".")[0] in OF_HTTP:
            _places(record)
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


def _places(record: logging.LogRecord) -> None:
    try:
        message = record.getMessage()
    except Exception:
        return  # told by logging itself, as above
    new = places.url(PAIR.sub(_header, message), {})
    if new != message:
        record.msg, record.args = new, None


def _header(match: re.Match[str]) -> str:
    which = 3 if match[3] is not None else 4
    ((_, value),) = places.headers([(match[2], match[which])], {})
    at = match.start(which) - match.start()
    return f"{match[0][:at]}{value}{match[0][at + len(match[which]) :]}"
