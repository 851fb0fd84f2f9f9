"""Which static files are served."""

from __future__ import annotations

from django.contrib.staticfiles import finders

from playground.lib.static_files import SourceFinder


def listed():
    return [(storage.prefix, path) for path, storage in SourceFinder().list(None)]


def test_of_a_large_package_only_what_is_needed_is_collected():
    files = [path for prefix, path in listed() if prefix == "npm/echarts"]

    assert files == ["echarts.esm.min.mjs"]
    assert finders.find("npm/echarts/echarts.esm.min.mjs")


def test_all_of_our_own_files_are_collected():
    assert (None, "base/page.js") in [(prefix or None, path) for prefix, path in listed()]
