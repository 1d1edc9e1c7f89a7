"""A server that puts what would run, load, link or forge into all that it can say, and a notebook that shows it."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote_plus
from xml.sax.saxutils import escape, quoteattr

import nbformat
from service import Answer, Arrived

SHORT = [
    "<script>PWNED=1</script>",
    "<img src=x onerror=PWNED=1>",
    "<svg/onload=PWNED=1>",
    "<svg><a xlink:href=javascript:PWNED=1><text>a",
    "<a href=javascript:PWNED=1>a</a>",
    "<a href=//evil.example/a>a</a>",
    "[a](javascript:PWNED=1)",
    "![a](//evil.example/markdown)",
    "<iframe srcdoc='<script>top.PWNED=1</script>'>",
    "<iframe src=//evil.example/frame>",
    "<p style='position:fixed;inset:0'>a",
    "<p style='background:url(//evil.example/css)'>",
    "<style>@import'//evil.example/style'</style>",
    "<link rel=stylesheet href=//evil.example/link>",
    "<input autofocus onfocus=PWNED=1>",
    "<details open ontoggle=PWNED=1>",
    "<form action=//evil.example><button>a",
    "<img src=//evil.example/img>",
    "&lt;img src=x onerror=PWNED=1&gt;",
    '"><img src=x onerror=PWNED=1>',
    "'--></pre></div><img src=x onerror=PWNED=1>",
    "$\\href{javascript:PWNED=1}{a}$",
    "$$\\begin{matrix}x\\end{matrix}$$",
    "\\(x^2\\) \\[x^2\\] \\begin{equation}x\\end{equation}",
    "\u202egnp.exe\u2066",
    "p\u0430ypal\u200b.example",
    "https://evil.example/plain",
    "javascript:PWNED=1",
    "{{url}} {0} %s ${HOME} `id` $(id)",
]
"""Each of them short enough for every field."""

CONTROLS = [
    "\x1b]8;;javascript:PWNED=1\x1b\\a\x1b]8;;\x1b\\",
    "\x1b]8;;https://evil.example/osc\x07a\x1b]8;;\x07",
    "\x1b[2J\x1b[31m\x9b1A\rforged\x08\x7f\x00",
]
"""What a header cannot hold."""

ALL = SHORT + CONTROLS
RAW = "\n".join(ALL)


def _pairs() -> bytes:
    return json.dumps(
        {**{each: each for each in ALL}, "list": ALL, "nested": {each: [each] for each in ALL}}
    ).encode()


def _multipart() -> bytes:
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{each}"; filename="{each}"\r\n\r\n{each}\r\n'
        f'--b\r\nContent-Disposition: form-data; name="{each}"\r\n\r\n{each}\r\n'
        for each in ALL
    ]
    return "".join([*parts, "--b--\r\n"]).encode()


def _xml() -> bytes:
    return ("<a>" + "".join(f"<b c={quoteattr(each)}>{escape(each)}</b>" for each in SHORT) + "</a>").encode()


BODIES: dict[str, tuple[str, bytes]] = {
    "json": ("application/json", _pairs()),
    "lines": ("application/x-ndjson", b"\n".join(json.dumps({each: each}).encode() for each in ALL)),
    "csv": ("text/csv", "\n".join(f'"{each.replace(chr(34), chr(34) * 2)}",=cmd|1' for each in ALL).encode()),
    "xml": ("application/xml", _xml()),
    "broken-xml": ("application/xml", RAW.encode()),
    "html": ("text/html", f"<!doctype html><body>{RAW}".encode()),
    "svg": ("image/svg+xml", f'<svg xmlns="http://www.w3.org/2000/svg" onload="PWNED=1">{RAW}</svg>'.encode()),
    "markdown": ("text/markdown", RAW.encode()),
    "css": ("text/css", f"body{{background:url(//evil.example/css)}} {RAW}".encode()),
    "javascript": ("text/javascript", f"window.PWNED=1;{RAW}".encode()),
    "latex": ("text/latex", RAW.encode()),
    "plain": ("text/plain", RAW.encode()),
    "utf-7": ('text/plain; charset="utf-7"', "\n".join(ALL).encode("utf-7", "replace")),
    "form": (
        "application/x-www-form-urlencoded",
        "&".join(f"{quote_plus(a)}={quote_plus(a)}" for a in ALL).encode(),
    ),
    "multipart": ('multipart/form-data; boundary="b"', _multipart()),
    "png": ("image/png", RAW.encode()),
    "binary": ("application/octet-stream", b"\0\xff" + RAW.encode()),
    "none": ("", RAW.encode()),
    "type": (f"text/{SHORT[1]}; charset={SHORT[1]}; a={SHORT[0]}", RAW.encode()),
}


def answer(arrived: Arrived) -> Answer:
    """Answer /KIND or /KIND/STATUS/N with one of BODIES; N is the payload that each short field has."""
    kind, status, number = (*arrived.path[1:].split("/"), "200", "0")[:3]
    if arrived.path == "/redirect":
        return Answer(302, headers=(("Location", f"/json?{SHORT[1]}#{SHORT[0]}"),), reason=SHORT[2])
    if kind == "words":
        return Answer(0, f"{''.join(SHORT[:4])}\r\n\r\n".encode())
    media, body = BODIES[kind]
    short = SHORT[int(number) % len(SHORT)]
    quoted = short.replace("\\", "\\\\").replace('"', '\\"')
    headers = [
        *((("Content-Type", media),) if media else ()),
        ("WWW-Authenticate", f'Basic realm="{quoted}"'),
        ("WWW-Authenticate", f'Digest realm="{quoted}", nonce="{quoted}", qop="auth", algorithm="{quoted}"'),
        ("Authentication-Info", f'nextnonce="{quoted}"'),
        ("Set-Cookie", f"{short}={short}; Path=/"),
        ("Content-Disposition", f'attachment; filename="{quoted}.html"'),
        ("Location", short),
        ("Retry-After", short),
        ("X-$x$-`a`-**b**-_c_", short),
        *(("X-All", each) for each in SHORT),
    ]
    return Answer(int(status), body, tuple(headers), reason=short)


def har() -> str:
    """Return a HAR file with the same in every field."""
    pairs = [{"name": each, "value": each} for each in SHORT] + [
        {"name": f"X-{n}", "value": e} for n, e in enumerate(ALL)
    ]
    entries = [
        {
            "startedDateTime": "2026-01-01T00:00:00Z",
            "time": 1,
            "request": {
                "method": "POST",
                "url": f"https://p\u0430ypal.example/{each.replace(' ', '+')}",
                "headers": pairs,
                "postData": {"mimeType": f"text/{each}", "text": RAW, "comment": each},
            },
            "response": {
                "status": 401,
                "statusText": each,
                "httpVersion": each,
                "headers": [*pairs, {"name": "WWW-Authenticate", "value": f'Basic realm="{each}"'}],
                "content": {"mimeType": each, "text": RAW, "size": 5, "comment": each},
            },
            "_nbauth": {"exchange": n, "leg": 1, "purpose": each, "login": each, "username": each,
                        "of_exchange": {"error": each, "source": each}},
        }
        for n, each in enumerate(SHORT)
    ]  # fmt: skip
    entries = [each for each in entries if "\u202e" not in each["request"]["url"]]
    return json.dumps({"log": {"creator": {"name": "nbauth"}, "entries": entries}})


def netrc() -> str:
    """Return a netrc file whose machines and logins are the payloads."""
    words = [each.replace("\\", "\\\\").replace('"', '\\"') for each in SHORT]
    machines = [f'machine "{each}" login "{each}" password correct-horse\n' for each in words]
    return "".join([*machines, f'machine 127.0.0.1 login "{words[1]}" password correct-horse\n'])


def cells(url: str, folder: Path) -> list[str | tuple[str]]:
    """Return the source of each cell; in a tuple, of one that fails."""
    kinds = list(BODIES)

    def several(some: list[str], status: int, first: int) -> str:
        return "\n###\n".join(
            f"GET {{{{url}}}}/{kind}/{status}/{number}" for number, kind in enumerate(some, first)
        )

    return [
        f"%load_ext nbauth\nimport IPython, httpx, nbauth\nurl = {url!r}\nfolder = {str(folder)!r}",
        f"%%http\n{several(kinds[:10], 200, 0)}",
        f"%%http\n{several(kinds[10:], 401, 10)}",
        f"%%http --no-redirects\n{several(kinds, 302, 19)}",
        "%%http --flow\nGET {{url}}/redirect",
        f"%%http\n# @name a\nGET {{{{url}}}}/json\n###\nPOST {{{{url}}}}/type/500/{SHORT.index(SHORT[1])}"
        "?a={{a.response.body.$.list[1]}}\nX: {{a.response.headers.x-all}}\nContent-Type: text/html\n\n"
        "{{a.response.body.*}}",
        f"%%http\nPOST {{{{url}}}}/html\nContent-Type: text/markdown\n\n< {folder}/evil.http",
        "httpx.get(f'{url}/html/404/1')",  # without a session
        # Forms for what it asks, and with what a file says.
        *(f"%http --session s{n} GET {{{{url}}}}/json/401/{n}" for n in (1, 9, 21)),
        f"%auth basic https://a.example --form --username '{SHORT[1]}'",
        f"nbauth.session().form().__class__(nbauth.session(), None, 'netrc', values={{'file': '{folder}/netrc'}})",
        "%auth",
        f"%auth netrc {folder}/netrc",
        "%auth explain {{url}}\n%auth test netrc {{url}}/html/401/1\n%auth list",
        "%http GET {{url}}/html/401/20",
        f"%http_history --load {folder}/evil.har",
        "%http_history",
        "%http_history --flow 2-9",
        "%http_history --diff 1 12",
        "nbauth.session().history.diff(2, -1)",
        "%http_history --curl 1-40\n%http_history --python 1-40",
        ("%http_history --http 2",),
        "print(nbauth.session().history[20].legs[0])",
        ("%http --auth \"nbauth.DigestAuth('ada', 'pw')\" GET {{url}}/html/401/1",),
        ("%http --check GET {{url}}/html/404/1",),
        ("%http GET {{url}}/words/0",),
    ]


def document(sources: list[str | tuple[str]]) -> nbformat.NotebookNode:
    """Return a notebook of these cells."""
    made = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )
    for source in sources:
        fails = isinstance(source, tuple)
        tags = {"tags": ["raises-exception"]} if fails else {}
        made.cells.append(nbformat.v4.new_code_cell(source[0] if fails else source, metadata=tags))
    return made
