"""Static files: which are served, with a hash in their names and in imports between modules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from whitenoise.storage import CompressedManifestStaticFilesStorage

Converter = Callable[[re.Match[str]], str]


class SourceFinder(FileSystemFinder):
    """Of a package that ships much more than is served, finds the files that the settings name."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        for path, storage in super().list(ignore_patterns):
            served = settings.NODE_FILES.get(storage.prefix)
            if served is None or path in served:
                yield path, storage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    # Off by default in Django; without it `import "./x.js"` would miss the hashed name.
    support_js_module_import_aggregation = True

    def url_converter(
        self, name: str, hashed_files: dict[str, str], template: str | None = None
    ) -> Converter:
        """Leave alone what is no path: names that the import map resolves, and comments.

        Django would look for a file of that name, and refuse to go on without it.
        """
        convert: Converter = super().url_converter(name, hashed_files, template)

        def convert_paths(match: re.Match[str]) -> str:
            is_path = match["url"].startswith((".", "/"))
            if name.endswith((".js", ".mjs")) and not is_path:
                return str(match["matched"])
            try:
                return convert(match)
            except ValueError:
                # Others' files name types in comments, and source maps that they do not ship.
                if (settings.BASE_DIR / "static" / name).is_file():
                    raise
                return str(match["matched"])

        return convert_paths
