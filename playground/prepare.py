"""`python -m playground.prepare`: an instance made ready, in one process with its server if asked.

Migrates the database, collects static files if asked, and prints the owner's first sign-in link
for as long as nobody has signed in.
"""

from __future__ import annotations

import argparse
import sys
from io import StringIO

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connections

# First of ours: it chooses the event loop before Django loads daphne.
from playground import server


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m playground.prepare", description=__doc__)
    parser.add_argument("--base-url", required=True, help="where people reach the server")
    parser.add_argument("--static", action="store_true", help="collect static files too")
    parser.add_argument("--serve", nargs=argparse.REMAINDER, help="then serve; options of daphne")
    options = parser.parse_args()
    try:
        _prepare(options.base_url, collects_static=options.static)
    except (ImproperlyConfigured, CommandError) as exc:
        sys.exit(f"!! {exc}")
    except DatabaseError as exc:
        sys.exit(f"!! The database cannot be used: {str(exc).strip().splitlines()[0]}")
    except OSError as exc:
        sys.exit(f"!! {exc.filename or 'A file'} cannot be written: {exc.strerror}")
    if options.serve is not None:
        print(f"Serving on {options.base_url} (Ctrl-C ends it)", flush=True)
        server.main(options.serve)


def _prepare(base_url: str, *, collects_static: bool) -> None:
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    if collects_static:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    output = StringIO()
    call_command("sign_in_link", "--base-url", base_url, "--if-unused", stdout=output)
    connections.close_all()
    if link := output.getvalue().strip():
        print(f"\nSign in as the owner with this link; it works once:\n\n    {link}\n", flush=True)


if __name__ == "__main__":
    main()
