from __future__ import annotations

import pytest

from playground.gateway import (
    BearerKey,
    Connection,
    IamKey,
    ModelSpec,
    NoKey,
    ProviderUnavailableError,
)
from playground.gateway.catalog.model_lists import LIFETIME_SECONDS, ModelLists
from tests.gateway.doubles import Clock

CONNECTION = Connection("qianfan_v1", "", IamKey("ALTAKdummy", "secret"))


class Source:
    """Answers with one model more at each call."""

    def __init__(self) -> None:
        self.asked: list[Connection] = []

    async def __call__(self, connection: Connection) -> tuple[ModelSpec, ...]:
        self.asked.append(connection)
        return tuple(
            ModelSpec(f"model-{number}", "qianfan_v1", f"model_{number}")
            for number in range(len(self.asked))
        )


async def test_a_list_is_asked_for_once():
    lists, source = ModelLists(Clock()), Source()

    first, second = await lists.get(CONNECTION, source), await lists.get(CONNECTION, source)

    assert first == second
    assert source.asked == [CONNECTION]


async def test_a_list_is_asked_for_again_after_a_while():
    clock, source = Clock(), Source()
    lists = ModelLists(clock)
    await lists.get(CONNECTION, source)

    clock.now += LIFETIME_SECONDS

    assert len(await lists.get(CONNECTION, source)) == 2


@pytest.mark.parametrize(
    "other",
    [
        Connection("qianfan_v2", "", IamKey("ALTAKdummy", "secret")),
        Connection("qianfan_v1", "", IamKey("ALTAKdummy", "other")),
        Connection("qianfan_v1", "", BearerKey("secret")),
        Connection("qianfan_v1", "", NoKey()),
        Connection("qianfan_v1", "https://a.example", IamKey("ALTAKdummy", "secret")),
    ],
)
async def test_another_key_or_address_has_another_list(other):
    lists, source = ModelLists(Clock()), Source()

    await lists.get(CONNECTION, source)
    await lists.get(other, source)

    assert source.asked == [CONNECTION, other]


async def test_a_failure_is_not_remembered():
    lists, source = ModelLists(Clock()), Source()

    async def fail(connection: Connection) -> tuple[ModelSpec, ...]:
        raise ProviderUnavailableError

    with pytest.raises(ProviderUnavailableError):
        await lists.get(CONNECTION, fail)

    assert await lists.get(CONNECTION, source)
