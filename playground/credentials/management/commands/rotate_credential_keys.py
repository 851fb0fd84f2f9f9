"""Encrypt all credentials anew after a new key was put first in CREDENTIAL_KEYS."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from playground.credentials.services import rotate_keys


class Command(BaseCommand):
    help = "Encrypts all credentials with the first key of CREDENTIAL_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        count, unreadable = rotate_keys()
        self.stdout.write(f"Encrypted anew: {count}")
        if unreadable:
            names = ", ".join(str(credential) for credential in unreadable)
            raise CommandError(
                f"No key of CREDENTIAL_KEYS opens {len(unreadable)} of them: {names}. "
                "Put the key they were encrypted with back into CREDENTIAL_KEYS and run this "
                "again, or replace their secrets on the credentials page."
            )
