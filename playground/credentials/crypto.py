"""Encryption of credential secrets with the keys of `CREDENTIAL_KEYS` and with no others."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import cast

import orjson
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.views.decorators.debug import sensitive_variables

_PURPOSE = b"playground credential secret"


class SecretUnreadableError(Exception):
    """The secret opens with none of the keys, or belongs to another credential."""


@sensitive_variables("parts", "plain")
def encrypt(parts: Mapping[str, str], *, binding: str) -> bytes:
    """Encrypt key parts with the first key; only the same `binding` opens them again."""
    plain = orjson.dumps({"binding": binding, "parts": dict(parts)})
    return _cipher(tuple(settings.CREDENTIAL_KEYS)).encrypt(plain)


@sensitive_variables("plain", "sealed")
def decrypt(token: bytes, *, binding: str) -> dict[str, str]:
    """Raises: SecretUnreadableError."""
    try:
        plain = _cipher(tuple(settings.CREDENTIAL_KEYS)).decrypt(token)
    except InvalidToken:
        raise SecretUnreadableError("No key of CREDENTIAL_KEYS opens this secret.") from None
    sealed = orjson.loads(plain)
    if sealed["binding"] != binding:
        raise SecretUnreadableError("This secret belongs to another credential.")
    return cast(dict[str, str], sealed["parts"])


def rotate(token: bytes) -> bytes:
    """Encrypt anew with the first key what any of the keys opens.

    Raises: SecretUnreadableError.
    """
    try:
        return _cipher(tuple(settings.CREDENTIAL_KEYS)).rotate(token)
    except InvalidToken:
        raise SecretUnreadableError("No key of CREDENTIAL_KEYS opens this secret.") from None


@lru_cache(maxsize=4)
def _cipher(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(fernet_key(key)) for key in keys])


@sensitive_variables("text", "derived")
def fernet_key(text: str) -> bytes:
    """Return `text` if it is a Fernet key already, else a key derived from it."""
    text = text.strip()
    try:
        if len(text) == 44 and len(base64.b64decode(text, altchars=b"-_", validate=True)) == 32:
            return text.encode()
    except (binascii.Error, ValueError):
        pass  # Any other text is a passphrase.
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(text.encode())
    return base64.urlsafe_b64encode(derived)
