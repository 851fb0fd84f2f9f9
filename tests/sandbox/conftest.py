"""A real sandbox process for all tests of this folder, and clients that are signed in to it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import openai
import pytest

from playground.sandbox.keys import V2_KEY
from tests.sandbox.server import start_sandbox
from tests.sandbox.wire import ChatClient


@pytest.fixture(scope="session")
def sandbox() -> Iterator[str]:
    """The base URL of a scripted sandbox."""
    with start_sandbox() as url:
        yield url


@pytest.fixture(scope="session")
def http(sandbox: str) -> Iterator[httpx.Client]:
    """One client for all: each new one would load the machine's certificates."""
    with httpx.Client(base_url=sandbox, trust_env=False, timeout=10) as client:
        yield client


@pytest.fixture
def v1(http: httpx.Client) -> ChatClient:
    query = {"grant_type": "client_credentials", "client_id": "key", "client_secret": "secret"}
    token = http.post("/oauth/2.0/token", params=query).json()["access_token"]
    return ChatClient(http, access_token=token)


@pytest.fixture
def v2(http: httpx.Client) -> ChatClient:
    return ChatClient(http, bearer=V2_KEY)


@pytest.fixture
def official(sandbox: str) -> Iterator[openai.OpenAI]:
    """The official package, which knows nothing but an address and a key."""
    transport = httpx.Client(trust_env=False)
    with openai.OpenAI(
        base_url=f"{sandbox}/v2", api_key=V2_KEY, max_retries=0, http_client=transport
    ) as opened:
        yield opened
