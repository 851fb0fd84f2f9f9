"""`python3 -m playground.bootstrap run|test|check|bench`: what the Makefile calls."""

import os
import sys

from playground.bootstrap.interpreter import ensure_supported


def main(arguments: "list[str]") -> int:
    # First, and the imports after it: they may not load under a Python that is too old.
    ensure_supported()
    from playground.bootstrap.console import SetupError, warn
    from playground.bootstrap.verbs import VERBS

    if len(arguments) == 0 or arguments[0] not in VERBS:
        sys.exit(f"Usage: python3 -m playground.bootstrap {'|'.join(VERBS)} [options]")
    try:
        return VERBS[arguments[0]](arguments[1:])
    except SetupError as exc:
        warn(str(exc))
    except OSError as exc:
        warn(f"{exc.filename or 'The set-up'}: {exc.strerror or exc}.")
    except KeyboardInterrupt:
        warn("Interrupted.")
        return 130
    return 1


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(main(sys.argv[1:]))
