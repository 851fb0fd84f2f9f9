"""How many tokens a text has."""

from __future__ import annotations

from typing import Any, Literal

from playground.gateway.client import count_tokens
from playground.gateway.token_estimates import estimate_tokens
from playground.gateway.values import TokenCountRequest
from playground.sdk.calls import Patience, make_runtime
from playground.sdk.config import get_config
from playground.sdk.connections import ARGUMENTS, V1, connect
from playground.sdk.errors import InvalidArgumentError
from playground.sdk.loop_thread import LOOP_THREAD


class Tokenizer:
    """Counts tokens."""

    @classmethod
    def count_tokens(
        cls,
        text: str,
        mode: Literal["local", "remote"] = "local",
        model: str = "ernie-3.5-8k",
        **keys: Any,
    ) -> int:
        """Estimate the tokens of a text here, or with `mode="remote"` let the platform count.

        `keys` are those of a client, such as `ak` and `sk`.
        Raises: GatewayError, in one of its kinds; InvalidArgumentError.
        """
        if mode == "local":
            return estimate_tokens(text)
        if mode != "remote":
            raise InvalidArgumentError(f'mode is "local" or "remote", not {mode!r}')
        given = {ARGUMENTS[name]: value for name, value in keys.items()}
        connection = connect(V1, given, get_config())
        request = TokenCountRequest(text, model)
        count = LOOP_THREAD.run(count_tokens(request, connection, runtime=make_runtime(Patience())))
        return count.tokens
