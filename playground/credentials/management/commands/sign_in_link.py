"""Print a one-time sign-in link.

It lives here and not in accounts, because a new instance also gets its Sandbox credential.
"""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from playground.accounts import services as accounts
from playground.accounts.models import User
from playground.credentials.services import ensure_sandbox_credential


class Command(BaseCommand):
    help = (
        "Prints a link that signs its holder in, once, within 24 hours: the owner, or whom "
        "--email names. A new instance gets its owner, team and Sandbox credential."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", default="", help="whom the link signs in")
        parser.add_argument(
            "--base-url",
            default=f"http://127.0.0.1:{os.environ.get('PORT') or 8000}",
            help="where the server is reached (%(default)s)",
        )
        parser.add_argument(
            "--if-unused",
            action="store_true",
            help="print nothing once anyone has ever signed in",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        owner = accounts.ensure_owner(email=options["email"])
        ensure_sandbox_credential(team=accounts.first_team())
        if options["if_unused"] and accounts.has_anyone_signed_in():
            return
        user = _person(options["email"]) if options["email"] else owner
        path = reverse("accounts:sign_in_link", args=[accounts.make_sign_in_link(user=user)])
        self.stdout.write(options["base_url"].rstrip("/") + path)


def _person(email: str) -> User:
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise CommandError(f"Nobody active here has the address {email}.")
    return user
