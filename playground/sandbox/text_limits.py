"""The length limits of one text, in the words of the protocol it breaks them in."""

from __future__ import annotations

from playground.sandbox.errors import V1Error, V2Error, Version
from playground.sandbox.prompts import estimate_tokens


def check_text(text: str, version: Version, *, max_characters: int, max_tokens: int) -> None:
    """Refuse a text that is too long.

    Raises: V1Error 336007 or 336103, V2Error characters_too_long or tokens_too_long
    """
    if len(text) > max_characters:
        message = f"the max input characters is {max_characters}"
        raise _refusal(version, 336007, "characters_too_long", message)
    if estimate_tokens(text) > max_tokens:
        raise _refusal(version, 336103, "tokens_too_long", "Prompt tokens too long")


def _refusal(version: Version, error_code: int, code: str, message: str) -> V1Error | V2Error:
    if version == "v1":
        return V1Error(error_code, message)
    return V2Error(400, code, message)
