"""Static files with a hash in their names, imports between JavaScript modules included."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    # Off by default in Django; without it `import "./x.js"` would miss the hashed name.
    support_js_module_import_aggregation = True
