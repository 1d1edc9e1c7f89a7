"""Basic, worked: user name and password in base64, and back again without a key (RFC 7617)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

from ...core.record import Exchange
from .panel import Panel, Step
from .reading import authorization, in_clear, is_known

__all__ = ["panels"]

WHY = (
    "Base64 is an alphabet and no lock: whoever reads the header has the password. Only TLS hides it, and it goes"
    " along with every request."
)


def panels(exchange: Exchange) -> Iterator[Panel]:
    """Yield a panel for each set of Basic credentials that went out."""
    seen: dict[str, list[int]] = {}
    for number, leg in enumerate(exchange.legs, 1):
        scheme, sent = authorization(leg.request)
        if scheme == "basic" and sent:
            seen.setdefault(sent, []).append(number)
    for sent, numbers in seen.items():
        legs = [exchange.legs[number - 1] for number in numbers]
        user = next((leg.username for leg in legs if leg.username is not None), None)
        yield Panel(
            "Basic", tuple(numbers), _steps(sent, user), WHY, tuple(_problems([leg.request.url for leg in legs]))
        )


def _steps(sent: str, user: str | None) -> tuple[Step, ...]:
    name = user or "the user name"
    text = f"{name}:{sent}"
    data = f"{_bytes(name)} 3a, then those of {sent}" if user and is_known(user) else f"those of {text}"
    return (
        Step("text", "user name, colon, password", text),
        Step("bytes", "the text in UTF-8", data),
        Step("base64", "6 bits are a character: no key is in it", _begin(user)),
        Step("header", "Authorization: Basic, and the base64", f"Basic {sent}"),
        Step("and back", "4 characters are 3 bytes again: anybody can do it", text),
    )


def _bytes(text: str) -> str:
    data = text.encode()
    return data[:24].hex(" ") + (" …" if len(data) > 24 else "")


def _begin(user: str | None) -> str:
    """Return as much of the base64 as the user name alone decides."""
    if not user or not is_known(user):
        return "…"
    data = f"{user}:".encode()
    return f"{b64encode(data).decode()[: len(data) * 8 // 6][:40]}…"


def _problems(urls: list[str]) -> Iterator[str]:
    for host in dict.fromkeys(filter(None, map(in_clear, urls))):
        yield f"The password went to {host} over plain http: everybody on the way can read it. Use https."
