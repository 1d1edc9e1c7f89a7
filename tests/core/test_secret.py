"""Secret and Vault: a value leaves through reveal() and by no other way."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
import threading
import traceback
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbauth.core.secret import Known, Secret, Vault, secret
from nbauth.errors import InvalidField

CANARY = 'p+/"&<%é z9'


# -- Secret ------------------------------------------------------------------------------------------------


def test_only_reveal_gives_the_value():
    """What a person or a library does to show an object shows the name."""
    held = Secret(CANARY, "token")

    shown = [
        repr(held),
        str(held),
        f"{held}",
        f"{held!r:>12}",
        format(held),
        str([held]),
        f"{vars(Known)}",
    ]
    assert ["{{token}}"] * 3 == shown[:3]
    assert not [text for text in shown if CANARY in text]
    assert CANARY == held.reveal()


@given(st.text())
def test_any_text_is_kept_as_it_is(text):
    """No value is stripped or normalized."""
    assert text == Secret(text).reveal()


def test_a_format_works_on_the_name():
    """Width and fill, as in a table that a user prints."""
    assert "  {{token}}|{{token}}  " == f"{Secret(CANARY, 'token'):>11}|{Secret(CANARY, 'token'):<11}"


def test_nothing_that_walks_an_object_meets_the_value():
    """Debuggers and variable inspectors walk attributes, slots and __dict__."""
    held = Secret(CANARY, "token")

    seen = [repr(getattr(held, name)) for name in dir(held)]
    assert not [text for text in seen if CANARY in text]
    assert not hasattr(held, "__dict__")


@pytest.mark.parametrize("dump", [pickle.dumps, json.dumps], ids=["pickle", "json"])
def test_it_is_not_written_to_a_file(dump):
    """Refused in one line that does not hold the value."""
    with pytest.raises(TypeError) as caught:
        dump({"token": Secret(CANARY, "token")})
    assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_a_copy_is_the_object_itself():
    """So that copying a scheme or a record makes no second one."""
    held = Secret(CANARY)

    assert held is copy.copy(held) is copy.deepcopy(held) is copy.deepcopy([held])[0]
    assert held is dataclasses.asdict(Known("token", held))["secret"]
    assert held is secret(held, "other")
    assert "other" == secret(CANARY, "other").name


@pytest.mark.parametrize("name", ["", "1st", "a-b", "a b", "é", "a\n", "}}"])
def test_a_name_is_what_stands_between_braces(name):
    """{{name}} is found again in text, so a name is letters, digits and _."""
    with pytest.raises(InvalidField) as caught:
        Secret(CANARY, name)
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize("value", [None, 5, b"p+/z9", ["p+/z9"]])
def test_a_secret_is_text(value):
    """The error says the type and not the value."""
    with pytest.raises(InvalidField, match=f"^token: a secret is text, not {type(value).__name__}$"):
        Secret(value, "token")


@pytest.mark.parametrize("half", ["\ud83d", "\udd11", "\udce9"])
def test_half_a_surrogate_pair_is_no_text(half):
    """Nothing can send it; an error when it is encoded, later, would have the value in it."""
    with pytest.raises(InvalidField, match=r"^token: half of a surrogate pair") as caught:
        Secret(f"{CANARY}{half}", "token")
    assert not [text for text in (CANARY, half) if text in "".join(traceback.format_exception(caught.value))]
    assert caught.value.__context__ is None


def test_known_lists_the_pair_that_basic_sends():
    """RFC 7617: user:password in base64 stands for the password."""
    known = Known("password", Secret(CANARY), ("Jäsøn",))

    assert (CANARY, b64encode(f"Jäsøn:{CANARY}".encode()).decode()) == known.values()
    assert CANARY not in repr(known)


# -- Vault -------------------------------------------------------------------------------------------------


def test_vault_is_a_mapping_of_names():
    """It reads like a dict and shows names only."""
    vault = Vault()
    held = vault.add("api_token", CANARY)
    vault.learn("access_token", f"{CANARY}2")

    assert ["api_token", "access_token"] == list(vault) == [known.name for known in vault.known()]
    assert held is vault["api_token"]
    assert f"{CANARY}2" == vault["access_token"].reveal()
    assert (2, True, None) == (len(vault), "api_token" in vault, vault.get("missing"))
    assert "Vault(api_token, access_token)" == repr(vault)
    with pytest.raises(KeyError, match="missing"):
        vault["missing"]


@pytest.mark.parametrize("leave", [pickle.dumps, copy.copy, copy.deepcopy])
def test_vault_stays_in_its_session(leave):
    """A second vault would go on knowing what the first one forgot."""
    vault = Vault()
    vault.add("token", CANARY)

    with pytest.raises(TypeError) as caught:
        leave(vault)
    assert CANARY not in str(caught.value)


def test_add_replaces_what_had_the_name():
    """A new login of the same name is the one that counts, also over a learned value."""
    vault = Vault()
    vault.learn("token", "learned-1")
    vault.add("token", "owned-2")
    vault.add("token", CANARY, usernames=["ann"])

    assert [(CANARY, b64encode(f"ann:{CANARY}".encode()).decode())] == [known.values() for known in vault.known()]
    with pytest.raises(InvalidField):
        vault.add("a b", CANARY)


def test_a_value_is_learned_once():
    """The same token met again keeps its name; another one gets the next free name."""
    vault = Vault()
    vault.add("api_token", CANARY)

    assert "api_token" == vault.learn("access_token", CANARY)
    assert "access_token" == vault.learn("access_token", "value-2")
    assert "access_token" == vault.learn("refresh_token", "value-2")
    assert "access_token_2" == vault.learn("access_token", "value-3")
    assert "password" == vault.learn("password", CANARY, usernames=["ann"]), "its base64 pair was not known yet"
    assert "password" == vault.learn("again", CANARY, usernames=["ann"])


def test_learned_values_make_room_and_owned_ones_stay():
    """A long session that is handed a token a minute stays bounded."""
    vault = Vault(learned_limit=2)
    vault.add("mine", CANARY)
    for number in range(5):
        vault.learn(f"token{number}", f"value-{number}")

    assert ["mine", "token3", "token4"] == list(vault)


def test_forgotten_is_gone():
    """Forgetting a name that is not there is no error."""
    vault = Vault()
    vault.add("one", CANARY)
    vault.learn("two", "value-2")
    vault.forget(iter(["one", "missing"]))
    assert ["two"] == list(vault)

    vault.add("one", CANARY)
    vault.clear()
    assert (0, ()) == (len(vault), vault.known())


def test_version_changes_with_what_is_known():
    """A redactor that was built for an older version builds anew."""
    vault = Vault()
    versions = [vault.version]
    for change in (
        lambda: vault.add("one", CANARY),
        lambda: vault.learn("two", "value-2"),
        lambda: vault.forget(["two"]),
        lambda: vault.clear(),
    ):
        change()
        versions.append(vault.version)
    assert sorted(set(versions)) == versions

    vault.add("one", CANARY)
    before = vault.version
    vault.learn("same", CANARY)
    assert before == vault.version


def test_many_threads_learn_one_value_once():
    """Forty requests that bring the same token at once give it one name."""
    vault = Vault()
    barrier = threading.Barrier(8)
    names: list[str] = []

    def learn() -> None:
        barrier.wait()
        for number in range(50):
            names.append(vault.learn("token", f"value-{number}"))

    threads = [threading.Thread(target=learn) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 400 == len(names)
    assert 50 == len(set(names)) == len(vault) == len({known.secret.reveal() for known in vault.known()})
