"""`python -m tests.bench [--only NAME]`: one JSON object a line for every measured number."""

from __future__ import annotations

import argparse

from tests.bench import batches, chat, gallery, pages, sdk, similarity

SUITES = {
    "chat": chat.measure,
    "sdk": sdk.measure,
    "batch": batches.measure,
    similarity.NAME: similarity.measure,
    gallery.NAME: gallery.measure,
    **dict.fromkeys(pages.NAMES, pages.measure),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", default="", help="only the names that begin so")
    only = parser.parse_args().only
    suites = [
        suite for name, suite in SUITES.items() if name.startswith(only) or only.startswith(name)
    ]
    for measure in dict.fromkeys(suites):
        for measurement in measure(only):
            if measurement.name.startswith(only):
                print(measurement.line(), flush=True)


if __name__ == "__main__":
    main()
