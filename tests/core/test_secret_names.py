"""Names that say that their value is a secret."""

from __future__ import annotations

import pytest

from nbauth.core.secret_names import is_hidden, sounds_secret


@pytest.mark.parametrize(
    "name",
    """
    password Password PASSWD pass db_pass DB_PASSWORD pwd githubToken GITHUB_TOKEN token access_token accessToken
    API_KEY openai-api-key OPENAI_API_KEY AWS_SECRET_ACCESS_KEY client_secret DEVSECRET secretKey csrf_token jwt
    """.split(),
)
def test_secrets(name):
    """In any spelling, and typed unseen."""
    assert sounds_secret(name)
    assert is_hidden(name)


@pytest.mark.parametrize(
    "name",
    """
    user USERNAME base trace compass AWS_ACCESS_KEY_ID TOKEN_URL token_endpoint password_file PASSWORD_LENGTH
    max_tokens token_type monkey passenger
    """.split(),
)
def test_others(name):
    """Names about a secret that hold none, and words that only look like one."""
    assert not sounds_secret(name)
    assert not is_hidden(name)


@pytest.mark.parametrize("name", ["otp", "pin", "card_pin", "code", "key", "session", "auth"])
def test_hidden_only(name):
    """One-time codes and the like are typed unseen, and stay readable otherwise."""
    assert is_hidden(name)
    assert not sounds_secret(name)
