"""The end of a session: its clients are closed, its logins forgotten."""

from __future__ import annotations

import asyncio

import pytest

import nbauth


def test_as_a_context_manager(server):
    """`with Session()` closes the client and forgets the logins and their secrets."""
    with nbauth.Session() as session:
        session.login(server.url, ("ada", server.users["ada"]))
        assert 200 == session.client.get(f"{server.url}/basic").status_code

    assert session.client.is_closed
    assert ({}, ()) == (dict(session.logins), session.vault.known())
    with pytest.raises(RuntimeError, match="closed"):
        session.client.get(f"{server.url}/open")
    # The record stays: it holds nothing secret.
    assert 1 == len(session.history)


def test_as_an_async_context_manager(server):
    """`async with Session()` closes both clients."""

    async def use():
        async with nbauth.Session() as session:
            session.login(server.url, ("ada", server.users["ada"]))
            responses = [
                await session.async_client.get(f"{server.url}/basic"),
                session.client.get(f"{server.url}/basic"),
            ]
        return session, [response.status_code for response in responses]

    session, statuses = asyncio.run(use())

    assert [200, 200] == statuses
    assert session.client.is_closed
    assert session.async_client.is_closed
    assert {} == dict(session.logins)


def test_a_clients_own_context_manager(server):
    """`with session.client as client:` works as with httpx's; closing a session twice is fine."""
    session = nbauth.Session()
    with session.client as client:
        assert 200 == client.get(f"{server.url}/open").status_code
    assert client.is_closed
    session.close()
    session.close()
