"""The shapes of credentials: found where they are, and nothing else."""

from __future__ import annotations

import base64
import json
import time

import pytest
from drawn import ALPHANUMERIC, HEX, drawn
from hypothesis import given
from hypothesis import strategies as st

from nbauth.core.assigned import WORDS
from nbauth.core.shapes import SHAPES, Found, find_credentials

BASE64 = ALPHANUMERIC + "+/"
V = drawn(24)


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def jwt(header: object, payload: object) -> str:
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, payload))
    return ".".join((*parts, drawn(43)))


TOKENS = {
    "GitHub token": ["ghp_" + drawn(36), "gho_" + drawn(36), "ghs_" + drawn(36), "github_pat_" + drawn(82)],
    "GitLab token": ["glpat-" + drawn(20), "glrt-" + drawn(20)],
    "Slack token": ["xoxb-" + drawn(12, "123456789") + "-" + drawn(24), "xapp-1-" + drawn(60)],
    "Slack webhook": [f"https://hooks.slack.com/services/T{drawn(9)}/B{drawn(9)}/{drawn(24)}"],
    "AWS access key": ["AKIA" + drawn(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), "ASIA" + drawn(16, "QWRTZ234567")],
    "Google API key": ["AIza" + drawn(35)],
    "Google access token": ["ya29." + drawn(120)],
    "Google client secret": ["GOCSPX-" + drawn(28)],
    "Stripe key": ["sk_live_" + drawn(24), "rk_live_" + drawn(24)],
    "OpenAI key": ["sk-" + drawn(48), "sk-proj-" + drawn(120), "sk-or-v1-" + drawn(64, HEX)],
    "Anthropic key": ["sk-ant-api03-" + drawn(93) + "AA"],
    "Hugging Face token": ["hf_" + drawn(34)],
    "npm token": ["npm_" + drawn(36)],
    "PyPI token": ["pypi-AgEIcHlwaS5vcmc" + drawn(120)],
    "Databricks token": ["dapi" + drawn(32, HEX)],
    "SendGrid key": [f"SG.{drawn(22)}.{drawn(43)}"],
    "DigitalOcean token": ["dop_v1_" + drawn(64, HEX)],
    "JSON Web Token": [jwt({"alg": "HS256", "typ": "JWT"}, {"sub": "ada"})],
}
CONTEXTS = [
    "@",
    "a @ b",
    "'@'",
    '"@",',
    "x=@;",
    "{\\n  @\\n}",
    "?t%3D@%26",
    "<b>@</b>",
    "f(@)",
    "\\u0022@\\u0022",
    "é@é",
    "@.",
    "İİ@",
]


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize(("kind", "token"), [(kind, token) for kind, tokens in TOKENS.items() for token in tokens])
def test_tokens(kind, token, context):
    """Tokens that say whose they are, alone or in text, escapes around them included."""
    text = context.replace("@", token)
    start = text.index(token.removeprefix("https://"))  # a webhook is found by its host

    assert [Found(kind, start, text.index(token) + len(token))] == list(find_credentials(text))


@pytest.mark.parametrize("token", [tokens[0].removeprefix("https://") for tokens in TOKENS.values()])
def test_a_token_in_a_longer_word_is_none(token):
    """What goes on to the left is something else: base64, most of the time."""
    assert [] == list(find_credentials(f"{V}{token}"))


PLACES = [
    ("Authorization: Bearer @", V, "Authorization header"),
    ("authorization:Bearer @", V, "Authorization header"),
    ("{'Authorization': 'Token @'}", V, "Authorization header"),
    ("Proxy-Authorization: @", V, "Authorization header"),
    ('headers["Authorization"] = f"Bearer @"', V, "Authorization header"),
    ('{"name": "Authorization", "value": "Bearer @"}', V, "Authorization header"),
    ('.header("Authorization", "Bearer @")', V, "Authorization header"),
    ("Authorization: Basic @", b64("ada:sommer"), "Basic credentials"),
    ("{'authorization': 'basic @'}", b64("ada:p+/é"), "Basic credentials"),
    ("Cookie: theme=dark; sid=@", V, "cookie"),
    ("Set-Cookie: session=@; Path=/; HttpOnly", V, "cookie"),
    ('{"Cookie": "session=@"}', V, "cookie"),
    ("https://ada:@@db.internal:5432/x", "sommer", "password in a URL"),
    ("postgresql+psycopg://ada:@@localhost", "sommer", "password in a URL"),
    ("https://x:@@github.com/a/b.git", "p%2Fq%40r", "password in a URL"),
    ("curl -s -u ada:@ https://h/", "sommer", "password for curl"),
    ("!curl --user 'ada:@' https://h/", "sommer", "password for curl"),
    ("machine api.corp.de login ada password @", "sommer", "password in a netrc entry"),
    ("machine api.corp.de\n  login ada\n  password @\n", "sommer", "password in a netrc entry"),
    ('machine api.corp.de login ada account a password "@"', "som mer", "password in a netrc entry"),
    ("default login ada password @", "sommer", "password in a netrc entry"),
    ("httpx.get(url, auth=('ada', '@'))", "sommer", "password in code"),
    ('nbauth.BasicAuth("ada", "@")', "som mer", "password in code"),
    ("HTTPDigestAuth('ada', '@')", "sommer", "password in code"),
    ("BearerAuth('@')", V, "token in code"),
    ('nbauth.APIKeyAuth(key="@")', V, "token in code"),
    ("DefaultEndpointsProtocol=https;AccountKey=@;", drawn(86, BASE64) + "==", "Azure storage key"),
    ("?sv=2022&sig=@", drawn(43) + "%3D", "Azure signature"),
    ('{"username":"ada","key":"@"}', drawn(32, HEX), "Kaggle key"),
    ("wandb.login(key='@')", drawn(40, HEX), "Weights & Biases key"),
    ("password = '@'", "Kq7#zP2m", "password"),
]


@pytest.mark.parametrize(("text", "value", "kind"), PLACES)
def test_places(text, value, kind):
    """Where only a credential stands, it is found whatever it looks like; elsewhere it looks generated."""
    text = value.join(text.split("@", 1)) if text.count("@") == 1 else text.replace("@", value, 1)

    assert [(kind, value)] == [(found.kind, text[found.start : found.end]) for found in find_credentials(text)]


KEYS = [
    "-----BEGIN PRIVATE KEY-----\n@",
    "-----BEGIN PRIVATE KEY-----\r\n@",
    "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n@",
    "-----BEGIN OPENSSH PRIVATE KEY-----\\n@",
    '-----BEGIN EC PRIVATE KEY-----\\n" +\n  "@',
    "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n@",
]


@pytest.mark.parametrize("key", KEYS)
def test_private_keys(key):
    """From the first line on, however its line breaks are written."""
    key = key.replace("@", drawn(40, BASE64))

    assert [Found("private key", 5, 5 + len(key))] == list(find_credentials(f"key: {key}\n{drawn(40, BASE64)}"))


MADE_UP = [
    "Authorization: Bearer {{token}}",
    "Authorization: Bearer <token>",
    "Authorization: Bearer $TOKEN",
    "Authorization: Bearer your-token-here",
    "Authorization: Bearer my-secret-token",
    "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",  # RFC 7617
    "Authorization: Basic " + b64("user:passwd"),
    "Authorization: Basic " + drawn(20),
    'Authorization: Digest username="Mufasa", realm="r", nonce="n", uri="/", response="6629fae49393a05397450978507c4ef1"',
    '{"Authorization": "Basic {{authorization}}"}',
    "f'Bearer {token}'",
    "Access-Control-Allow-Headers: Authorization, X-Requested-With, Content-Type",
    "Cookie: theme=dark; language=english-united-kingdom",
    "https://user:pass@host/",
    "https://user:password@localhost/",
    "https://ada:sommer@api.example.com/",
    "https://{user}:{password}@db/",
    "https://{{user}}:{{password}}@db/",
    "https://al:***@db/",
    "http://127.0.0.1:8888/@user",
    "git@github.com:user/repository.git",
    "curl -u user:password https://h/",
    "curl -u ada https://h/",
    "machine example.com login ada password sommer",
    "machine learning is a default login for a password manager",
    "auth=(user, password)",
    'auth=("ada", "correct horse")',
    "BasicAuth(username, password)",
    "BearerAuth(token)",
    'BearerAuth("token")',
    "AKIAIOSFODNN7EXAMPLE",  # Amazon's documents
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "ghp_" + "x" * 36,
    "ghp_0123456789abcdefghijklmnopqrstuvwxyz",
    "ghp_short",
    "sk-...",
    "sk-container-id-1 sk-toggleable__label-arrow sk-estimator-doc-link",  # scikit-learn's HTML
    "sk_test_" + drawn(24),
    "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoMGMw==",
    "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
    "-----BEGIN PUBLIC KEY-----\n" + drawn(64, BASE64),
    "-----BEGIN CERTIFICATE-----\n" + drawn(64, BASE64),
    jwt({"typ": "JWT"}, {"sub": "ada"}),
    "eyJ" + drawn(40) + ".eyJ" + drawn(40) + "." + drawn(40),
    # jwt.io's, which is in every tutorial
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIn0." + drawn(43),
    'password = "correct horse battery staple"',
    "The token is in the header; the password is not typed.",
]


@pytest.mark.parametrize("text", MADE_UP)
def test_what_is_made_up(text):
    """Placeholders, examples of RFCs and manuals, hosts that nobody has, words."""
    assert [] == list(find_credentials(text))


def test_the_most_telling_kind_wins_and_finds_do_not_overlap():
    """A GitHub token after Bearer, in a variable, is one find."""
    token = TOKENS["GitHub token"][0]
    text = f'TOKEN = "{token}"\nheaders = {{"Authorization": "Bearer {token}"}}\npassword = "Kq7#zP2m"'

    assert ["GitHub token", "GitHub token", "password"] == [found.kind for found in find_credentials(text)]


PARTS = st.sampled_from(
    [gate for shape in SHAPES for gate in shape.gates]
    + [f"{word}=" for word in WORDS]
    + list("aZ9 \"'\\:=.-_\n@/é")
    + [V]
)


@given(st.lists(PARTS, max_size=40).map("".join))
def test_any_text_has_finds_in_order(text):
    """Nothing raises; each find is a stretch of the text, after the one before."""
    ends = 0
    for found in find_credentials(text):
        assert ends <= found.start < found.end <= len(text)
        ends = found.end


GATES = sorted({gate for shape in SHAPES for gate in shape.gates})
UNITS = [
    *GATES,
    *(f"{gate}a " for gate in GATES),
    *(f"{word}{sign}" for word in WORDS for sign in ("", "=", '="', "='x9", ": ", " ", '\\"', '","')),
    "machine a login b password ",
    "://a:b@",
    "://aaaa:bbbb@cc ",
    "cookie: a=b; ",
    "curl -u a:",
    "auth=('a', '",
    'auth("',
    "-----BEGIN PRIVATE KEY-----A: b\n",
    "eyJhbGciOiJIUzI1NiJ9.",
    "authorization:",
]


def test_hostile_text_costs_linear_time():
    """Whatever the expressions read for long, over and over; quadratic time would be minutes for each."""
    for unit in UNITS:
        text = unit * (100_000 // len(unit))

        began = time.process_time()
        list(find_credentials(text))

        assert time.process_time() - began < 3, unit
