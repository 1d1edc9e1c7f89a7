"""SecretField: what is typed becomes a Secret, and is nowhere else."""

from __future__ import annotations

import json
import pickle

import pytest
from widgets.fake_page import FakePage
from wire.canary import CANARY, leaks

import nbauth
from nbauth.errors import InvalidField
from nbauth.widgets.secret_field import SecretField
from nbauth.wire.sessions import end_sessions


@pytest.fixture
def page():
    yield FakePage(SecretField("API key", name="api_key", help="From the settings page."))
    end_sessions()


def test_what_is_typed(page):
    """It is a Secret of that name, which the notebook's session keeps out of what is shown."""
    page.do("secret", CANARY)

    assert CANARY == page.widget.secret.reveal()
    assert "{{api_key}} is set" == page.said
    assert "it is {{api_key}}!" == nbauth.session().redactor.text(f"it is {CANARY}!")


def test_it_is_in_nothing_else(page):
    """No trait, no message to the page, no repr; a view that is drawn anew shows no value either."""
    page.do("secret", CANARY)
    page.do("hello")
    shown = json.dumps([page.told, page.widget.get_state()], default=str) + repr(page.widget)

    assert [] == leaks(shown, CANARY)
    with pytest.raises(TypeError):
        pickle.dumps(page.widget.secret)


def test_each_is_told(page):
    """A callback gets the secret; the newest one is kept."""
    typed = []
    page.widget.on_secret(typed.append).on_secret(typed.append)
    page.do("secret", CANARY)
    page.do("secret", "another-one")

    assert [CANARY, CANARY, "another-one", "another-one"] == [each.reveal() for each in typed]
    assert "another-one" == page.widget.secret.reveal()


@pytest.mark.parametrize(
    "secrets, said", [([""], "api_key: nothing was typed"), ([], "what was typed did not arrive")]
)
def test_nothing_typed(page, secrets, said):
    """What was there before stays."""
    page.do("secret", CANARY)
    page.do("secret", *secrets)

    assert said in page.said
    assert CANARY == page.widget.secret.reveal()


def test_a_name_that_is_none():
    """It is refused before anybody types."""
    with pytest.raises(InvalidField):
        SecretField("API key", name="api-key")


def test_its_text(page):
    """Where it is not alive, a sentence stands there."""
    assert "API key: a field in the page stands here while its kernel runs; run this cell again to use it" == repr(
        page.widget
    )


def test_no_secret_takes_the_place_of_another_one(page):
    """Two fields of one name, or one that is called as a login's secret: each is known as long as somebody has it."""
    page.do("secret", "the first value")
    first, other = page.widget.secret, FakePage(SecretField("API key", name="api_key"))
    other.do("secret", "the second value")
    assert ("api_key", "api_key_2") == (first.name, other.widget.secret.name)
    page.do("secret", "the third value")
    session = nbauth.session()
    session.login("https://api.example", ("ada", "the password"))
    FakePage(SecretField(name="basic_password")).do("secret", "not the password of it")

    shown = session.redactor.text("the first value, the second value, the third value, the password")
    assert "{{api_key_before}}, {{api_key_2}}, {{api_key}}, {{basic_password}}" == shown
