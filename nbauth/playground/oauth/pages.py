"""The pages that a person sees: plain forms, each with the playground's warning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from starlette.responses import HTMLResponse

__all__ = ["consent_page", "device_page", "login_page", "page"]

WARNING = "This is a playground: made-up users only. Never type a real password here."
HEADERS = {
    # No form-action: browsers apply it to the redirect after a form, too, which leads to the notebook.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
STYLE = (
    "body{font:1rem/1.5 sans-serif;max-width:30rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}"
    "label,input{display:block;width:100%;box-sizing:border-box}input{font:inherit;padding:.4rem;margin:0 0 1rem}"
    "button{font:inherit;padding:.4rem 1.5rem;margin-right:.5rem}"
    ".warning{border-left:.3rem solid #c60;padding:.5rem}"
)


def page(title: str, body: str, status: int = 200) -> HTMLResponse:
    """Return a page; *title* is text, *body* is HTML."""
    return HTMLResponse(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<style>{STYLE}</style><h1>{escape(title)}</h1><p class="warning">{WARNING}</p>{body}</html>',
        status,
        HEADERS,
    )


def login_page(visit: str, users: Mapping[str, str], wrong: str = "") -> HTMLResponse:
    """Ask who it is."""
    told = f'<p role="alert">{escape(wrong)}</p>' if wrong else ""
    known = "".join(f"<li>{escape(name)}: <code>{escape(password)}</code></li>" for name, password in users.items())
    return page(
        "Sign in",
        f'{told}<form method="post" action="/authorize/login">{_hidden(visit)}'
        '<label>User name <input name="username" autocomplete="off" required autofocus></label>'
        '<label>Password <input name="password" type="password" autocomplete="off" required></label>'
        f"<button>Sign in</button></form><p>Who lives here:</p><ul>{known}</ul>",
        403 if wrong else 200,
    )


def consent_page(visit: str, user: str, client: str, wants: Iterable[str]) -> HTMLResponse:
    """Ask whether the client may."""
    asked = "".join(f"<li>{escape(each)}</li>" for each in wants)
    return page(
        "Allow it?",
        f"<p>You are <b>{escape(user)}</b>. <b>{escape(client)}</b> wants to:</p><ul>{asked}</ul>"
        f'<form method="post" action="/authorize/consent">{_hidden(visit)}'
        '<button name="answer" value="allow">Allow</button><button name="answer" value="deny">Deny</button></form>',
    )


def device_page(code: str, wrong: str = "") -> HTMLResponse:
    """Ask for the code that the device shows."""
    told = f'<p role="alert">{escape(wrong)}</p>' if wrong else ""
    return page(
        "Connect a device",
        f'{told}<p>Go on only if a device of your own shows this code now.</p><form method="post" action="/device">'
        f'<label>Code <input name="user_code" value="{escape(code)}" autocomplete="off" required autofocus></label>'
        "<button>Go on</button></form>",
        400 if wrong else 200,
    )


def _hidden(visit: str) -> str:
    return f'<input type="hidden" name="visit" value="{escape(visit)}">'
