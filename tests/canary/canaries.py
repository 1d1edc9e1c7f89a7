"""The canaries: one secret for each way in which a credential comes into a notebook.

Each is a text that nothing else contains. It begins and ends with six letters, three of its own and MARK, so that
a piece of six characters is found, and says whose it is. Between them is what encodings change: + / " & < % é and a space, as far as the place
where it is sent allows them. A kernel gets them by its environment, as ``CANARY_<NAME>_SECRET``; none is ever typed.
"""

from __future__ import annotations

import base64
import hashlib

ANYWHERE = '+/"&<%é '
"""What a body, a query and a password may have."""

IN_A_HEADER = '+/"&<% '
"""Without the é, which httpx puts into no header."""

IN_A_TOKEN = '+/"&<%'
"""Without white space: what a netrc file and a Bearer header can hold."""

IN_A_COOKIE = "+/&<%"
"""Without the quote too."""

PLACES = {
    # logins, one of each scheme
    "BASIC": ANYWHERE,
    "DIGEST": ANYWHERE,
    "BEARER": IN_A_TOKEN,
    "HEADER_KEY": IN_A_HEADER,
    "QUERY_KEY": ANYWHERE,
    "COOKIE_KEY": IN_A_COOKIE,
    "NETRC": IN_A_TOKEN,
    "CUSTOM": IN_A_HEADER,
    "PROMPTED": ANYWHERE,
    # what is typed in the page
    "FORM": ANYWHERE,
    "ANSWERED": ANYWHERE,
    "FIELD": ANYWHERE,
    # what a cell sends
    "CURL": ANYWHERE,
    "CELL_HEADER": IN_A_HEADER,
    "CELL_QUERY": ANYWHERE,
    "CELL_BODY": ANYWHERE,
    "OTP": ANYWHERE,
    "ENV_TOKEN": ANYWHERE,
    "AUTH_ARGUMENT": ANYWHERE,
    # what the server hands out
    "ACCESS_TOKEN": IN_A_TOKEN,
    "REFRESH_TOKEN": ANYWHERE,
    "SESSION_COOKIE": IN_A_COOKIE,
    "HTTP_ONLY_COOKIE": IN_A_COOKIE,
}


MARK = "QzJ"
"""Three letters that are in the beginning and in the end of each."""


def _made(name: str, between: str) -> str:
    letters = base64.b64encode(hashlib.sha256(name.encode()).digest(), altchars=b"xy").decode()
    return f"{letters[:3]}{MARK}{between}{MARK}{letters[3:6]}"


CANARIES = {name: _made(name, between) for name, between in PLACES.items()}

ENVIRONMENT = {f"CANARY_{name}_SECRET": value for name, value in CANARIES.items()}
