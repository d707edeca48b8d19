"""Connections that ask for nothing do not keep a class from going on."""

from __future__ import annotations

import asyncio

import pytest
import uvicorn

from peaceops.viz.classroom import patience
from peaceops.viz.classroom.patience import Patient

HEAD = b"GET / HTTP/1.1\r\nHost: here\r\n"


async def answer(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


def served(visit):
    """Let a function visit a server that reads requests as the class's does; it is given the port."""

    async def go():
        config = uvicorn.Config(answer, http=Patient, lifespan="off", log_level="critical")
        config.load()
        state = uvicorn.server.ServerState()
        loop = asyncio.get_running_loop()
        made = lambda: Patient(config=config, server_state=state, app_state={})  # noqa: E731
        listening = await loop.create_server(made, "localhost", 0)
        try:
            return await visit(listening.sockets[0].getsockname()[1])
        finally:
            listening.close()

    return asyncio.run(go())


async def until_closed(reader):
    """Return what came until the server closed the connection."""
    try:
        return await asyncio.wait_for(reader.read(), 10.0)
    except ConnectionResetError:
        return b""


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.2)


@pytest.mark.parametrize("begun", [b"", HEAD], ids=["nothing", "half a head"])
def test_a_head_that_does_not_end_is_not_waited_for(begun):
    async def visit(port):
        reader, writer = await asyncio.open_connection("localhost", port)
        writer.write(begun)
        told = await until_closed(reader)
        writer.close()
        return told

    assert served(visit) == b""
    assert not Patient._from


def test_a_connection_that_asks_again_and_again_is_kept_and_a_later_half_head_is_not():
    async def visit(port):
        reader, writer = await asyncio.open_connection("localhost", port)
        for _ in range(3):
            writer.write(HEAD + b"\r\n")
            assert b"200" in await reader.readuntil(b"ok")
            await asyncio.sleep(0.3)  # longer than a head may take: nothing has begun
        writer.write(HEAD)
        told = await until_closed(reader)
        writer.close()
        return told

    assert served(visit) == b""


def test_one_address_has_so_many_connections_and_gets_others_once_some_are_gone(monkeypatch):
    monkeypatch.setattr(patience, "MOST_CONNECTIONS", 2)
    monkeypatch.setattr(patience, "HEAD_SECONDS", 30.0)

    async def visit(port):
        open_ones = [await asyncio.open_connection("localhost", port) for _ in range(2)]
        await asyncio.sleep(0.05)
        reader, writer = await asyncio.open_connection("localhost", port)
        assert await until_closed(reader) == b""
        writer.close()
        open_ones[0][1].close()
        await asyncio.sleep(0.05)
        reader, writer = await asyncio.open_connection("localhost", port)
        writer.write(HEAD + b"\r\n")
        told = await reader.readuntil(b"ok")
        writer.close()
        open_ones[1][1].close()
        await asyncio.sleep(0.05)
        return told

    assert b"200" in served(visit)
    assert not Patient._from
