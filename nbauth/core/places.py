"""Redaction by place: what stands where credentials stand, whatever it is.

Names of headers and fields decide. A value that the vault knows exactly shows as its ``{{name}}``, however short;
another one as ``{{place}}``: ``{{authorization}}``, ``{{cookie}}``, ``{{access_token}}``. Challenges
(WWW-Authenticate, Authentication-Info) stay readable, for they teach.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from urllib.parse import unquote_plus

from .record import Headers

__all__ = ["PLACES", "field", "headers", "place_of", "url"]

CREDENTIALS = frozenset(("authorization", "proxy-authorization", "x-authorization", "x-authentication"))
PROOFS = frozenset(("authentication-info", "proxy-authentication-info"))
ADDRESSES = frozenset(("location", "content-location", "referer", "refresh", "link"))
WHOLE = frozenset(
    """
    dpop api-key apikey x-api-key x-apikey x-api-token x-api-secret x-auth x-auth-key x-auth-token x-access-token
    x-refresh-token x-id-token x-session-token x-csrf-token x-csrftoken x-xsrf-token x-token x-secret x-password
    x-client-secret access-token auth-token token private-token job-token deploy-token dd-api-key dd-application-key
    ocp-apim-subscription-key cf-access-client-secret cf-access-jwt-assertion cf-access-token x-amz-security-token
    x-amzn-oidc-accesstoken x-amzn-oidc-data x-algolia-api-key x-consul-token x-forwarded-access-token
    x-functions-key x-gitlab-token x-goog-api-key x-goog-iap-jwt-assertion x-plex-token x-rapidapi-key
    x-shopify-access-token x-vault-token
    """.split()
)
"""Headers whose whole value is a credential."""

FIELDS = frozenset(
    """
    access_token refresh_token id_token token auth_token bearer_token session_token security_token csrf_token
    subject_token actor_token registration_access_token personal_access_token api_token jwt
    client_secret secret secret_key app_secret consumer_secret api_key api_secret private_key
    password passwd passphrase pwd new_password old_password current_password confirm_password password_confirmation
    code_verifier client_assertion assertion device_code
    """.split()
)
"""Fields of queries, forms and JSON that hold a credential. Spelled accessToken or access-token too."""

ONLY_IN_URLS = frozenset(
    "code key auth sig signature ticket session sid saml_response x_amz_signature x_goog_signature".split()
)
"""Parameters of queries and forms that often hold one, when it is long enough."""

LIKELY = 16
"""Characters that a credential has at least: guessing it must be as hard as 128 bits (RFC 6749 section 10.10)."""

BY_SPELLING = {name.replace("_", ""): name for name in FIELDS}
IN_URLS = {name.replace("_", ""): name for name in ONLY_IN_URLS}
PLACES = frozenset((*(name.replace("-", "_") for name in (*CREDENTIALS, *WHOLE)), *FIELDS, *ONLY_IN_URLS)) | {
    "cookie",
    "proof",
    "userinfo",
}
"""Every name that redaction by place can show."""

PLACEHOLDER = re.compile(r"\{\{[A-Za-z_]\w*\}\}", re.ASCII)
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,31})( +)(.+)", re.DOTALL)

# Each starts where nothing of its own kind stands before, and takes what it takes at once: linear time.
PARAMETER = re.compile(
    r'(?<![\w!#$%&\'*+.^`|~-])([\w-]++)(\s*+=\s*+)("[^"\\]*+(?:\\.[^"\\]*+)*+"?|[^\s,"]*+)', re.DOTALL
)
QUERY = re.compile(r"(?<=[?&#;])([^=&#?<>\s\"]{1,64})=([^&#<>\s\"]*+)")
PARAMETER_NAME = re.compile(r"(?<=[?&#;])([^=&#?<>\s\"]{1,64})=")
USERINFO = re.compile(r"(?<=//)([^/?#\s<>\"@:]*+)(?:(:)([^/?#\s<>\"]*))?@")
TOKEN_AS_USER = re.compile(r"(?=.*[0-9])[\w-]{20,}", re.ASCII)

Exact = Mapping[str, str]
"""Values, short ones too, to the names that they are known by."""


def shown(value: str, place: str, exact: Exact) -> str:
    """Return what stands for *value*: the name it is known by, else its place; placeholders stay."""
    if not value or (value[:2] == "{{" and PLACEHOLDER.fullmatch(value)):
        return value
    return f"{{{{{exact.get(value, place)}}}}}"


def field(name: str) -> str | None:
    """Return the place that a field of this name is, in any spelling, or None."""
    return BY_SPELLING.get(name.lower().replace("_", "").replace("-", ""))


def headers(pairs: Sequence[tuple[str, str]], exact: Exact) -> Headers:
    """Return *pairs* with credentials replaced; names, schemes and attributes stay."""
    return tuple(
        [
            pair if (place := TREATMENTS[pair[0]]) is None else (pair[0], place(pair[0], pair[1], exact))
            for pair in pairs
        ]
    )


def credentials(name: str, value: str, exact: Exact) -> str:
    """Return the value of an Authorization header; the scheme stays, of Digest all but the proof."""
    value = value.strip()
    if value[:7].lower() == "digest ":
        return value[:7] + proofs(name, value[7:], exact)
    match = SCHEME.fullmatch(value)
    if match is None:
        return shown(value, place_of(name), exact)
    scheme, space, rest = match.groups()
    return f"{scheme}{space}{shown(rest, place_of(name), exact)}"


def proofs(name: str, value: str, exact: Exact) -> str:
    """Return Digest's parameters with those that are computed from the password replaced."""
    folded = value.lower()
    if folded.count("resp") == 1 and "rspauth" not in folded:
        # As most clients write it. There is no second one for a quoted-string to hide.
        start = value.find('response="') + len('response="')
        end = value.find('"', start)
        if start >= len('response="') and end > start and "\\" not in value[start:end]:
            return f"{value[:start]}{shown(value[start:end], 'proof', exact)}{value[end:]}"

    def replaced(match: re.Match[str]) -> str:
        name, equals, text = match.groups()
        if name.lower() not in ("response", "rspauth"):
            return match[0]
        quote = '"' if text[:1] == '"' else ""
        return f"{name}{equals}{quote}{shown(text.strip(chr(34)), 'proof', exact)}{quote}"

    return PARAMETER.sub(replaced, value)


def cookies(name: str, value: str, exact: Exact) -> str:
    """Return a Cookie header with every value replaced; of Set-Cookie only the first is one."""
    parts = value.split(";")
    count = 1 if name.lower() == "set-cookie" else len(parts)
    for at, part in enumerate(parts[:count]):
        key, equals, text = part.partition("=")
        if equals:
            parts[at] = f"{key}={shown(text.strip(), 'cookie', exact)}"
        else:
            bare = part.strip()
            parts[at] = part.replace(bare, shown(bare, "cookie", exact))
    return ";".join(parts)


def whole(name: str, value: str, exact: Exact) -> str:
    """Return what stands for the value of a header that is a credential."""
    return shown(value, place_of(name), exact)


def address(name: str, value: str, exact: Exact) -> str:
    """Return the value of a header that holds a URL."""
    return url(value, exact)


def place_of(name: str) -> str:
    """Return the name of the place that a header is."""
    return name.lower().replace("-", "_")


class Treatments(dict[str, Callable[[str, str, Exact], str] | None]):
    """How the value of a header is treated, by the header's name as it is spelled; None: not at all."""

    def __missing__(self, name: str) -> Callable[[str, str, Exact], str] | None:
        lower = name.lower()
        found = next((treat for names, treat in BY_NAME if lower in names), None)
        if len(self) < 1024:  # names come from servers
            self[name] = found
        return found


BY_NAME: tuple[tuple[frozenset[str], Callable[[str, str, Exact], str]], ...] = (
    (CREDENTIALS, credentials),
    (PROOFS, proofs),
    (frozenset(("cookie", "set-cookie")), cookies),
    (WHOLE, whole),
    (ADDRESSES, address),
)
TREATMENTS = Treatments()


def url(url: str, exact: Exact) -> str:
    """Return *url*, or text with URLs, with the userinfo's password and token-like parameters replaced."""
    if "@" in url:
        url = USERINFO.sub(lambda match: userinfo(match, exact), url)
    if "=" in url and any(parameter_place(name) for name in PARAMETER_NAME.findall(url)):
        url = QUERY.sub(lambda match: parameter(match, exact), url)
    return url


def userinfo(match: re.Match[str], exact: Exact) -> str:
    """Return a userinfo without its password; a user name that looks like a token goes as well."""
    user, colon, password = match[1], match[2] or "", match[3] or ""
    if TOKEN_AS_USER.fullmatch(user):
        user = quoted(user, "userinfo", exact)
    return f"{user}{colon}{quoted(password, 'password', exact)}@"


@lru_cache(1024)
def parameter_place(name: str) -> tuple[str, int] | None:
    """Return the place that a parameter of this name, percent-encoded, is, and the least length of its value."""
    plain = unquote_plus(name)
    if place := field(plain):
        return place, 1
    place = IN_URLS.get(plain.lower().replace("_", "").replace("-", ""))
    return (place, LIKELY) if place else None


def parameter(match: re.Match[str], exact: Exact) -> str:
    """Return one parameter of a query, fragment or form."""
    name, value = match[1], match[2]
    place = parameter_place(name)
    if place is None or len(value) < place[1]:
        return match[0]
    return f"{name}={quoted(value, place[0], exact)}"


def quoted(value: str, place: str, exact: Exact) -> str:
    """Return what stands for a percent-encoded value."""
    plain = unquote_plus(value)
    return value if PLACEHOLDER.fullmatch(plain) else shown(plain, place, exact)
