"""Records the exchanges that docs/recorded.md shows: each flow once, against the playground."""

from __future__ import annotations

import sys
from pathlib import Path

import nbauth
from nbauth import playground
from nbauth.oauth2.auth import OAuth2Auth
from nbauth.oauth2.plan import Plan
from nbauth.wire.signing_in import SigningIn

FILE = Path(__file__).parent.parent / "docs" / "recorded.jsonl"


def main() -> int:
    FILE.unlink(missing_ok=True)
    with playground.start() as server, nbauth.Session() as session:
        url, password = server.url, server.users["ada"]
        get = session.client.get
        get(f"{url}/digest")
        session.login(f"{url}/basic", nbauth.BasicAuth("ada", password))
        get(f"{url}/basic")
        session.login(f"{url}/digest", nbauth.DigestAuth("ada", password))
        get(f"{url}/digest")
        get(f"{url}/digest/short")
        get(f"{url}/digest/short")
        service = OAuth2Auth(server.client_id, server.client_secret, issuer=url)
        session.login(f"{url}/bearer", service, name="service")
        get(f"{url}/bearer")
        server.oauth.later(60)
        get(f"{url}/bearer")
        plan = Plan.of(
            f"{url}/api/notes", {"client_id": "notebook", "issuer": url, "scope": "openid profile notes.read"}
        )
        signing = SigningIn(session, plan, name="ada", changed=lambda: None, failed=print)
        signing.with_browser()
        if signing.sign_in is not None:
            server.person("ada").sign_in(signing.sign_in.url, follows=True)
        get(f"{url}/api/notes")
        session.login(f"{url}/", nbauth.BearerAuth("a-made-up-token"), name="everywhere")
        get(f"{url}/away", follow_redirects=True)
        count = session.history.save(FILE)
    print(f"{FILE.name}: {count} exchanges")
    return 0


if __name__ == "__main__":
    sys.exit(main())
