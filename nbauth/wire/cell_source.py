"""The text of a request for the history: variables as they were written, literal credentials replaced."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ..core.places import TOKEN_AS_USER
from ..core.redact import Redactor
from ..core.request_draft import REFERENCE
from ..core.request_text import FileVariable, Header, Piece, RequestDraft, build_request
from ..core.secret_names import sounds_secret

__all__ = ["source_of"]

PLAIN = re.compile(r"[A-Za-z_]\w*", re.ASCII)
ONLY_REFERENCES = re.compile(r"(?:[A-Za-z][\w-]*\s+)?(?:([^\s:{}]+)[\s:]+)?(?:(?>\{\{.*?\}\})[\s:]*+)+", re.ASCII)
"""A header's value in which only references stand for secrets; before them a scheme and a user name at most."""


class _Marks:
    """Puts a plain ``{{name}}`` in place of each reference that redaction would not know as one, and back."""

    def __init__(self) -> None:
        self._marks: dict[str, str] = {}

    def put(self, text: str) -> str:
        return REFERENCE.sub(self._put, text) if "{{" in text else text

    def _put(self, match: re.Match[str]) -> str:
        if PLAIN.fullmatch(match[1]):
            return match[0]
        mark = f"{{{{nbauth_reference_{len(self._marks)}}}}}"
        self._marks[mark] = match[0]
        return mark

    def back(self, text: str) -> str:
        for mark, reference in self._marks.items():
            text = text.replace(mark, reference)
        return text


def source_of(draft: RequestDraft, used: Iterable[FileVariable], redactor: Redactor) -> str:
    """Return *draft* as text, with the ``@name`` lines that it uses, so that it can be sent again from there.

    An ``@name`` line with a credential in it is left out: its name is then looked up in the notebook.
    """
    marks = _Marks()
    pairs = redactor.headers([(name, marks.put(value)) for name, value in draft.headers])
    headers = tuple(
        header if _is_open(header.value.text) else Header(name, Piece(value, draft.line))
        for header, (name, value) in zip(draft.header_lines, pairs, strict=True)
    )
    text = draft.body_text
    body = redactor.body(marks.put(text).encode(), draft.media).decode() if text else ""
    clean = RequestDraft(
        draft.method,
        (Piece(redactor.url(marks.put(draft.target)), draft.line),),
        headers,
        (Piece(body, draft.line),) if body else (),
        draft.line,
        tuple(redactor.text(comment) for comment in draft.comments),
        redactor.text(draft.title) if draft.title else "",
        draft.directives,
        tuple(replace(each, value=replace(each.value, line=0)) for each in used if _is_shown(each, redactor)),
    )
    return marks.back(build_request(clean))


def _is_open(value: str) -> bool:
    match = ONLY_REFERENCES.fullmatch(value) if "{{" in value else None
    return match is not None and not (match[1] and TOKEN_AS_USER.fullmatch(match[1]))


def _is_shown(variable: FileVariable, redactor: Redactor) -> bool:
    text = variable.value.text
    if sounds_secret(variable.name) and REFERENCE.sub("", text).strip():
        return False
    return redactor.url(text) == text
