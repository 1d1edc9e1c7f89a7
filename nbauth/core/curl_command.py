"""A curl command, read: what it asks for, before any file is read or anything is looked up."""

from __future__ import annotations

from dataclasses import dataclass

from .curl_body import Data, FormPart, Read, joined
from .shell_words import Word

__all__ = ["CurlCommand"]


@dataclass(frozen=True, slots=True, repr=False)
class CurlCommand:
    """What a curl command asks for; the files that it names are not read yet.

    Attributes:
        url: The URL, with a scheme; where it stands.
        method: As -X says, or as curl infers it.
        headers: What -H and its relatives set, in order; Authorization and Cookie among them when -H says so.
        absent: Lower-case names of headers that are not to be sent (-H 'Accept:').
        data: The pieces of the body, or with `in_query` (-G) of the query; None without -d and its relatives.
        form: The fields of a multipart body (-F); empty without.
        cookies: The value of -b; None without, or when a Cookie header is given.
        user: User name and password; the password is None when curl would ask for it.
        scheme: "basic" or "digest".
        bearer: The token of --oauth2-bearer.
        netrc: "" for the user's own netrc file, a path for another, None for none.
        netrc_optional: Whether a missing netrc file is fine.
        follow: Whether redirects are followed, at most `max_redirects`.
        verify: Whether certificates are checked; `cacert` is the path of the CAs to trust.
        proxy: URL of the proxy; an empty one for none at all, None for that of the environment. `proxy_user` as
            `user`.
        timeout, connect_timeout: Seconds, or None.
        http2: True or False as the command says, else None.
        compressed: Whether a compressed answer is asked for.
        notes: What is done differently, in words.
    """

    url: Word
    method: str
    headers: tuple[tuple[str, str], ...] = ()
    absent: frozenset[str] = frozenset()
    data: tuple[Data, ...] | None = None
    in_query: bool = False
    form: tuple[FormPart, ...] = ()
    query: tuple[Data, ...] = ()
    cookies: str | None = None
    user: tuple[str, str | None] | None = None
    scheme: str = "basic"
    bearer: str | None = None
    netrc: str | None = None
    netrc_optional: bool = False
    follow: bool = False
    max_redirects: int = 50
    verify: bool = True
    cacert: str | None = None
    proxy: Word | None = None
    proxy_user: tuple[str, str] | None = None
    timeout: float | None = None
    connect_timeout: float | None = None
    http2: bool | None = None
    compressed: bool = False
    notes: tuple[str, ...] = ()

    def target(self, read: Read) -> str:
        """Return the URL with all of its query: the data of -G and --url-query are at its end."""
        pieces = self.data or () if self.in_query else self.query
        added = joined(pieces, read).decode("utf-8", "surrogateescape")
        url, mark, fragment = self.url.text.partition("#")
        if added:
            url += added if url.endswith("?") else f"{'&' if '?' in url else '?'}{added}"
        return f"{url}{mark}{fragment}"
