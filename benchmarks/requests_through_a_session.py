"""A small GET with Basic, and Digest with a known nonce, through a session: against httpx and requests.

Goals: at most 1.15x bare httpx and 0.6x requests; Digest at most 1.15x httpx's own DigestAuth.

requests is there twice: as it comes, which looks for a netrc file and for proxies each time, and with ``auth`` set,
which saves it the netrc file.
"""

from __future__ import annotations

import requests
import requests.auth
import server
from rounds import interleaved, table

import nbauth
from nbauth._http import httpx

USER, PASSWORD = "ada", "correct horse"


def main() -> None:
    with server.running() as url, nbauth.Session() as session, httpx.Client() as bare, requests.Session() as other:
        session.login(f"{url}/basic", nbauth.BasicAuth(USER, PASSWORD))
        given = (USER, PASSWORD)
        basic = httpx.BasicAuth(USER, PASSWORD)
        contenders = {
            "httpx": lambda: bare.get(f"{url}/basic", auth=basic),
            "nbauth session": lambda: session.client.get(f"{url}/basic"),
            "requests": lambda: other.get(f"{url}/basic"),
            "requests with auth": lambda: other.get(f"{url}/basic", auth=given),
        }
        times = interleaved(contenders, rounds=25, calls=60)
        print("## GET of 1 KB with Basic\n")
        print(table(times, "httpx"), "\n")
        print(table({name: times[name] for name in times if name != "httpx"}, "requests"), "\n")

        session.login(f"{url}/digest", nbauth.DigestAuth(USER, PASSWORD))
        digest = httpx.DigestAuth(USER, PASSWORD)
        ours = nbauth.DigestAuth(USER, PASSWORD)
        theirs = requests.auth.HTTPDigestAuth(USER, PASSWORD)
        contenders = {
            "httpx.DigestAuth": lambda: bare.get(f"{url}/digest", auth=digest),
            "nbauth.DigestAuth in httpx": lambda: bare.get(f"{url}/digest", auth=ours),
            "nbauth session": lambda: session.client.get(f"{url}/digest"),
            "requests": lambda: other.get(f"{url}/digest", auth=theirs),
        }
        print("## GET of 1 KB with Digest, nonce known\n")
        print(table(interleaved(contenders, rounds=25, calls=60), "httpx.DigestAuth"))


if __name__ == "__main__":
    main()
