"""The servers of tests/servers/ do what the tests of the schemes rely on; asked with bare httpx."""

import ssl

import pytest

from nbauth._http import httpx

ADA = ("ada", "correct horse")
ZOE = ("zoë", "pä:ss:wörd €")


def test_httpbin_refuses_and_lets_in(httpbin):
    """401 without credentials, 200 with the ones in the URL."""
    url = f"{httpbin}/basic-auth/ada/horse"

    assert 401 == httpx.get(url).status_code
    assert 200 == httpx.get(url, auth=("ada", "horse")).status_code


@pytest.mark.parametrize(
    "path, scheme, user",
    [
        ("/basic", httpx.BasicAuth, ADA),
        ("/basic", httpx.BasicAuth, ZOE),
        ("/digest", httpx.DigestAuth, ADA),  # httpx's DigestAuth cannot send zoë
        ("/digest-short", httpx.DigestAuth, ADA),
    ],
)
def test_apache_refuses_and_lets_in(apache, path, scheme, user):
    """401 without credentials and with a wrong password; 200, and the user's name, with the right one."""
    url, (name, password) = apache + path, user
    answer = httpx.get(url, auth=scheme(name, password))

    assert 401 == httpx.get(url).status_code
    assert 401 == httpx.get(url, auth=scheme(name, "wrong")).status_code
    assert 200 == answer.status_code
    assert name.encode() == dict(answer.headers.raw)[b"X-User"]


def test_apache_refuses_a_nonce_count_twice(apache):
    """A Digest answer that is sent again is a replay: AuthDigestNcCheck refuses it."""
    with httpx.Client() as client:
        answered = client.get(f"{apache}/digest", auth=httpx.DigestAuth(*ADA)).request

        assert 401 == client.send(answered, auth=None).status_code


def test_apache_speaks_tls(apache_tls):
    """The CA of the run signed a certificate that strict checking accepts."""
    url, ca = apache_tls
    context = ssl.create_default_context(cafile=ca)
    context.verify_flags |= ssl.VERIFY_X509_STRICT

    assert "hello from /open\n" == httpx.get(f"{url}/open", verify=context).text
