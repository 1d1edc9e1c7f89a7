"""What the options of a curl command mean, alone and together."""

from __future__ import annotations

import pytest

from nbauth.core.curl_text import parse_curl


@pytest.mark.parametrize(
    "options, expected",
    [
        ("", {"method": "GET", "follow": False, "verify": True, "compressed": False, "data": None, "notes": ()}),
        ("-sSkL", {"verify": False, "follow": True}),
        ("-L --no-location -k --no-insecure", {"verify": True, "follow": False}),
        ("-XPUT", {"method": "PUT"}),
        ("--request=PATCH", {"method": "PATCH"}),
        ("-I", {"method": "HEAD"}),
        ("-d a", {"method": "POST", "headers": (("Content-Type", "application/x-www-form-urlencoded"),)}),
        ("-d a -H content-type:x", {"headers": (("content-type", "x"),)}),
        ("-d a -H content-type:", {"headers": (), "absent": frozenset({"content-type"})}),
        ("--json a", {"headers": (("Content-Type", "application/json"), ("Accept", "application/json"))}),
        ("-A me -e you -r 1-2", {"headers": (("User-Agent", "me"), ("Referer", "you"), ("Range", "bytes=1-2"))}),
        ("-A ''", {"headers": (), "absent": frozenset({"user-agent"})}),
        ("-u bob:p:w", {"user": ("bob", "p:w"), "scheme": "basic"}),
        ("-u bob --digest", {"user": ("bob", None), "scheme": "digest"}),
        ("--oauth2-bearer t", {"bearer": "t"}),
        ("-b a=1 -b b=2", {"cookies": "a=1;b=2"}),
        ("-b a=1 -H Cookie:b=2", {"cookies": None, "headers": (("Cookie", "b=2"),)}),
        ("-n", {"netrc": ""}),
        ("--netrc-optional --netrc-file f", {"netrc": "f", "netrc_optional": True}),
        ("-m 2.5 --connect-timeout 1", {"timeout": 2.5, "connect_timeout": 1.0}),
        ("-m 0", {"timeout": None}),
        ("-L --max-redirs 3", {"max_redirects": 3}),
        ("--max-redirs -1", {"max_redirects": 10_000}),
        ("--http2", {"http2": True}),
        ("--http1.1", {"http2": False}),
        ("--cacert ca.pem", {"cacert": "ca.pem"}),
        ("-U me:pw", {"proxy_user": ("me", "pw")}),
        ("-o f -w x -o g", {"notes": ("-o: nothing is written: the response is in the notebook", "-w: nothing is written: the response is in the notebook")}),
        ("--fail", {"notes": ("--fail: a 4xx or 5xx is a response here; %%http --check makes it an error",)}),
        ("-H Content-Length:3 -d abc", {"notes": ("-H Content-Length: it is computed from the body",)}),
        ("-L -X POST", {"notes": ("-X with -L: a redirect may turn the method into GET, as in browsers",)}),
        ("-H 'X: {{a}}' -d '{{b}}' -u 'ada:{{c}}'", {"notes": ("{{ }}: sent as it is; in a command a variable is $NAME",)}),
        ("-d '{\"a\":{\"b\":{}}}'", {"notes": ()}),
        ("-F 'a=b;c'", {"notes": ("-F: curl takes a ; for the end of the value; --form-string does not",)}),
        ("-vi#N --trace-time --tcp-nodelay --no-keepalive --no-buffer --no-fail", {"notes": ()}),
    ],
)  # fmt: skip
def test_options(options, expected):
    """Each changes what it is for; the last one wins, and a header that is given wins over an implied one."""
    command = parse_curl(f"curl https://a.example {options}")

    assert expected == {name: getattr(command, name) for name in expected}


@pytest.mark.parametrize(
    "text, proxy",
    [("-x p:1", "p:1"), ("-x ''", ""), ("--socks5-hostname p", "socks5h://p"), ("--socks5 p", "socks5://p"),
     ("--noproxy '*' -x p", ""), ("--noproxy '' -x p", "p"), ("", None)],
)  # fmt: skip
def test_proxies(text, proxy):
    """One by its URL, none at all, or that of the environment."""
    found = parse_curl(f"curl https://a.example {text}").proxy

    assert proxy == (None if found is None else found.text)
