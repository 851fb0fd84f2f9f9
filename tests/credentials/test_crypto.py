from __future__ import annotations

import pytest
from cryptography.fernet import Fernet

from playground.credentials import crypto

PARTS = {"api_key": "key-1", "secret_key": "秘密"}


def test_what_was_encrypted_opens_with_its_binding():
    token = crypto.encrypt(PARTS, binding="row 1")

    assert crypto.decrypt(token, binding="row 1") == PARTS
    assert b"key-1" not in token


def test_a_secret_moved_to_another_row_or_host_does_not_open():
    token = crypto.encrypt(PARTS, binding="row 1 https://a.example")

    with pytest.raises(crypto.SecretUnreadableError):
        crypto.decrypt(token, binding="row 1 https://b.example")


def test_a_damaged_secret_is_a_named_error():
    token = crypto.encrypt(PARTS, binding="row 1")

    with pytest.raises(crypto.SecretUnreadableError):
        crypto.decrypt(token[:-4] + b"AAA=", binding="row 1")


def test_an_old_key_still_opens_after_a_new_one_was_put_first(settings):
    settings.CREDENTIAL_KEYS = ["old passphrase"]
    token = crypto.encrypt(PARTS, binding="row 1")
    settings.CREDENTIAL_KEYS = ["new passphrase", "old passphrase"]

    assert crypto.decrypt(token, binding="row 1") == PARTS


def test_a_rotated_secret_no_longer_needs_the_old_key(settings):
    settings.CREDENTIAL_KEYS = ["old passphrase"]
    token = crypto.encrypt(PARTS, binding="row 1")
    settings.CREDENTIAL_KEYS = ["new passphrase", "old passphrase"]

    token = crypto.rotate(token)

    settings.CREDENTIAL_KEYS = ["new passphrase"]
    assert crypto.decrypt(token, binding="row 1") == PARTS


def test_rotation_refuses_what_no_key_opens(settings):
    settings.CREDENTIAL_KEYS = ["old passphrase"]
    token = crypto.encrypt(PARTS, binding="row 1")
    settings.CREDENTIAL_KEYS = ["new passphrase"]

    with pytest.raises(crypto.SecretUnreadableError):
        crypto.rotate(token)


def test_a_fernet_key_is_used_as_it_is():
    key = Fernet.generate_key()

    assert crypto.fernet_key(key.decode()) == key


@pytest.mark.parametrize("text", ["short", "口令", "x" * 44, "x" * 200])
def test_any_text_makes_a_key(text):
    assert len(crypto.fernet_key(text)) == 44
    assert crypto.fernet_key(text) == crypto.fernet_key(text)
