"""A strict Digest server with arithmetic of its own, written from RFC 7616 and sharing no code with nbauth.

It answers 400 and notes a problem for what a client must never do: a count used twice, another request's uri,
a parameter quoted that must not be, an unknown nonce. `handle` is in process, `serve` puts it on a socket.
"""

from __future__ import annotations

import hashlib
import re
import socket
import threading
from contextlib import contextmanager
from urllib.parse import unquote_to_bytes
from urllib.request import parse_http_list, parse_keqv_list

CANARY = 'p+/"&<%é z9'

HASHES = {
    "MD5": "md5",
    "SHA": "sha1",
    "SHA-256": "sha256",
    "SHA-512-256": "sha512_256",
    "SHA-512": "sha512",
}


class DigestServer:
    """One user, one realm; each argument is one habit of a real server.

    Args:
        uses: How often a nonce is good; then 401 with stale=true. 0 is for ever.
        nextnonce: Say the next nonce with each answer.
        rspauth: "right", "wrong", or "" for none.
        extra: More lines of WWW-Authenticate, sent first.
    """

    def __init__(
        self,
        *,
        user="ada",
        password=CANARY,
        realm='the "inner" \\ realm',
        algorithm="SHA-256",
        qop="auth",
        opaque='o"p\\q',
        params="",
        uses=0,
        nextnonce=False,
        rspauth="right",
        extra=(),
        open_paths=(),
        cookie="",
        says_stale=True,
    ):
        self.user, self.password = user.encode(), password.encode()
        self.realm, self.algorithm, self.qop, self.opaque, self.params = realm, algorithm, qop, opaque, params
        self.uses, self.nextnonce, self.rspauth, self.says_stale = uses, nextnonce, rspauth, says_stale
        self.extra, self.open_paths, self.cookie = extra, open_paths, cookie
        self.problems = []
        self.log = []  # (target, nc or None, status) of each leg
        self.seen = []  # the Authorization's parameters of each leg, None without
        self.headers = []  # all headers of each leg, names in lower case
        self.counts = {}  # nonce -> counts seen
        self.ha1 = {}  # nonce -> HA1 of its -sess session
        self.made = 0

    def handle(self, method, target, headers, body):
        """Answer one request: returns (status, header pairs as bytes, body)."""
        self.headers.append(headers)
        status, more, text = self._handle(method, target, headers.get(b"authorization"), body)
        nc = self.seen[-1].get("nc", "") if self.seen[-1] else None
        self.log.append((target, nc, status))
        return status, more, text

    def _handle(self, method, target, authorization, body):
        self.seen.append(None)
        if target in self.open_paths:
            return 200, [], b"open"
        if authorization is None:
            return self.challenge()
        text = authorization.decode("latin-1")
        scheme, _, rest = text.partition(" ")
        given = self.seen[-1] = parse_keqv_list(parse_http_list(rest))
        if scheme != "Digest" or re.search(r'\b(algorithm|qop|nc|userhash)="', rest):
            return self.problem("quoted what must be a token")
        if re.search(r'\b(username|realm|nonce|uri|response|cnonce|opaque)=[^"]', rest):
            return self.problem("a parameter is not quoted")
        nonce, nc = given["nonce"], given.get("nc", "")
        if given["uri"] != target:
            return self.problem("another request's uri")
        if nonce not in self.counts:
            return self.problem("unknown nonce")
        if given.get("opaque") != self.opaque:
            return self.problem("opaque did not come back")
        if self.qop and (not re.fullmatch("[0-9a-f]{8}", nc) or nc in self.counts[nonce]):
            return self.problem("replay")
        if self.uses and len(self.counts[nonce]) >= self.uses:
            return self.challenge(stale=self.says_stale)
        self.counts[nonce].append(nc)
        if given["realm"].encode("latin-1") != self.realm.encode() or not self._is_user(given):
            return self.challenge()
        if given["response"] != self.proof(given, method, body):
            return self.challenge()
        return 200, self._info(given, b"welcome"), b"welcome"

    def challenge(self, stale=False):
        nonce = self._new_nonce()
        text = f'Digest realm="{quoted(self.realm)}", nonce="{quoted(nonce)}", opaque="{quoted(self.opaque)}"'
        text += f", algorithm={self.algorithm}" if self.algorithm else ""
        text += f', qop="{self.qop}"' if self.qop else ""
        text += ", stale=true" if stale else ""
        text += f", {self.params}" if self.params else ""
        lines = [(b"WWW-Authenticate", line.encode()) for line in (*self.extra, text)]
        if self.cookie:
            lines.append((b"Set-Cookie", self.cookie.encode()))
        return 401, lines, b"who are you?"

    def proof(self, given, method, body):
        """The response of section 3.4.1; with no method, the rspauth of section 3.5."""
        nonce, cnonce = given["nonce"], given.get("cnonce", "")
        ha1 = self._hash(self.user + b":" + self.realm.encode() + b":" + self.password)
        if self.algorithm.lower().endswith("-sess"):
            if nonce not in self.ha1:
                self.ha1[nonce] = self._hash(f"{ha1}:{nonce}:{cnonce}".encode())
            ha1 = self.ha1[nonce]
        a2 = f"{method}:{given['uri']}"
        if given.get("qop") == "auth-int":
            a2 += ":" + self._hash(body)
        middle = f":{given['nc']}:{cnonce}:{given['qop']}:" if self.qop else ":"
        return self._hash(f"{ha1}:{nonce}{middle}{self._hash(a2.encode())}".encode())

    def problem(self, text):
        self.problems.append(text)
        return 400, [], text.encode()

    def _new_nonce(self):
        self.made += 1
        nonce = f'{self.made}"\\{hashlib.sha256(str(self.made).encode()).hexdigest()[:12]}'
        self.counts[nonce] = []
        return nonce

    def _is_user(self, given):
        if given.get("userhash") == "true":
            return given["username"] == self._hash(self.user + b":" + self.realm.encode())
        if "username*" in given:
            charset, _, value = given["username*"].split("'", 2)
            return charset == "UTF-8" and unquote_to_bytes(value) == self.user
        return given["username"].encode("latin-1") == self.user

    def _info(self, given, body):
        info = []
        if self.rspauth:
            proof = self.proof(given, "", body)
            info.append(f'rspauth="{proof if self.rspauth == "right" else proof[::-1]}"')
            if self.qop:
                info.append(f'qop={given["qop"]}, nc={given["nc"]}, cnonce="{given["cnonce"]}"')
        if self.nextnonce:
            nonce = self._new_nonce()
            if given["nonce"] in self.ha1:
                self.ha1[nonce] = self.ha1[given["nonce"]]
            info.append(f'nextnonce="{quoted(nonce)}"')
        return [(b"Authentication-Info", ", ".join(info).encode())] if info else []

    def _hash(self, data):
        name = re.sub("-sess$", "", self.algorithm or "MD5", flags=re.IGNORECASE).upper()
        return hashlib.new(HASHES[name], data).hexdigest()


def quoted(text):
    return text.replace("\\", "\\\\").replace('"', '\\"')


@contextmanager
def serve(handle):
    """Put *handle* on a loopback socket; yields its URL."""
    import uvicorn

    async def app(scope, receive, send):
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        target = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
        status, headers, text = handle(scope["method"], target.decode(), dict(scope["headers"]), body)
        length = (b"content-length", str(len(text)).encode())
        await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
        await send({"type": "http.response.body", "body": text})

    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    config = uvicorn.Config(app, log_level="error", lifespan="off", ws="none", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        # The socket listens already: a request waits until the server's loop is up.
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()
