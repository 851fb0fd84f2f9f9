"""`python -m playground.prepare`: an instance made ready to serve, in one process.

Migrates the database, collects static files, and prints the owner's first sign-in link for as
long as nobody has signed in.
"""

from __future__ import annotations

import argparse
import os
import sys
from io import StringIO

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m playground.prepare", description=__doc__)
    parser.add_argument("--base-url", required=True, help="where people reach the server")
    parser.add_argument("--static", action="store_true", help="collect static files too")
    options = parser.parse_args()
    try:
        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
        if options.static:
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        _print_first_link(options.base_url)
    except (ImproperlyConfigured, CommandError) as exc:
        sys.exit(f"!! {exc}")
    except DatabaseError as exc:
        sys.exit(f"!! The database cannot be used: {str(exc).strip().splitlines()[0]}")
    except OSError as exc:
        sys.exit(f"!! {exc.filename or 'A file'} cannot be written: {exc.strerror}")


def _print_first_link(base_url: str) -> None:
    output = StringIO()
    call_command("sign_in_link", "--base-url", base_url, "--if-unused", stdout=output)
    if link := output.getvalue().strip():
        print(f"\nSign in as the owner with this link; it works once:\n\n    {link}\n", flush=True)


if __name__ == "__main__":
    main()
