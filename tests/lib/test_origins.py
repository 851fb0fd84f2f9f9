"""Which pages may open a socket."""

from __future__ import annotations

import pytest

from playground.lib.origins import is_own_origin


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://localhost:8000", "localhost:8000"),
        ("http://LOCALHOST:8000", "localhost:8000"),
        ("http://localhost", "localhost:80"),
        ("https://localhost:443", "localhost"),
        ("http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("http://[::1]:8000", "[::1]:8000"),
    ],
)
def test_the_page_of_the_same_host_and_port_is_ours(origin, host):
    assert is_own_origin(origin, host)


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "file://",
        "http://localhost",
        "http://localhost:3000",
        "http://127.0.0.1:8000",
        "http://localhost:8000.evil.example",
        "http://localhost:8000@evil.example",
        "http://evil.example@localhost:8000",
        "http://localhost:8000/",
        "http://localhost:8000/x",
        "http://localhost.:8000",
        "http://localhost:8000 http://evil.example",
        "ftp://localhost:8000",
        "javascript://localhost:8000",
        "chrome-extension://localhost:8000",
        "//localhost:8000",
        "localhost:8000",
        "http://[localhost:8000",
        "http://evil.example",
    ],
)
def test_no_other_page_is(origin):
    assert not is_own_origin(origin, "localhost:8000")


@pytest.mark.parametrize("host", ["", "evil.example", "localhost@evil.example", "evil.example:80"])
def test_a_host_that_is_not_allowed_gets_nothing(host):
    assert not is_own_origin(f"http://{host}", host)


def test_an_origin_may_be_trusted(settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://playground.example.com"]

    assert is_own_origin("https://playground.example.com", "localhost:8000")
    assert not is_own_origin("http://playground.example.com", "localhost:8000")


def test_over_https_a_page_without_it_is_not_ours(settings):
    settings.IS_HTTPS = True

    assert is_own_origin("https://localhost", "localhost")
    assert not is_own_origin("http://localhost", "localhost")
