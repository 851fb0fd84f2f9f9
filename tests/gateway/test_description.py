from __future__ import annotations

import pytest

from playground.gateway import (
    AccessToken,
    ChatRequest,
    Connection,
    Image,
    ImageToTextRequest,
    MessageOrderError,
    describe_request,
)
from tests.gateway.doubles import connection_for, request_for


@pytest.mark.parametrize("provider", ["qianfan_v1", "qianfan_v2", "openai_compatible"])
def test_a_request_is_described_without_its_keys(provider):
    described = describe_request(request_for(provider), connection_for(provider))

    assert described["method"] == "POST"
    assert described["body"]["messages"] == [{"role": "user", "content": "Hello"}]
    assert "***" in str(described)
    for secret in ("an-api-key", "a-secret-key", "a-bearer-key"):
        assert secret not in str(described)


def test_a_token_in_the_address_is_masked():
    connection = Connection("qianfan_v1", "", AccessToken("24.a-token"))

    described = describe_request(request_for("qianfan_v1"), connection)

    assert described["url"].endswith("?access_token=***")


@pytest.mark.parametrize("provider", ["qianfan_v1", "qianfan_v2"])
def test_pictures_are_cut_short(provider):
    picture = Image(b"\x89PNG\r\n\x1a\n" + bytes(100_000), "image/png")
    request = ImageToTextRequest("What is it?", picture)

    described = describe_request(request, connection_for(provider))

    assert len(str(described)) < 2_000
    assert "What is it?" in str(described)


def test_a_long_text_is_shown_whole():
    request = request_for("qianfan_v1", "长" * 5_000)

    described = describe_request(request, connection_for("qianfan_v1"))

    assert described["body"]["messages"][0]["content"] == "长" * 5_000


def test_a_request_that_cannot_be_sent_cannot_be_described():
    with pytest.raises(MessageOrderError):
        describe_request(ChatRequest(()), connection_for("qianfan_v1"))
