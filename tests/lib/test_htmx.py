"""One address, a page for a browser and a fragment for htmx."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from playground.lib.htmx import render_either


@pytest.mark.parametrize(
    ("headers", "is_page"),
    [
        ({}, True),
        ({"HX-Request": "true"}, False),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, True),
    ],
)
def test_htmx_gets_the_fragment_and_a_browser_the_page(headers, is_page):
    request = RequestFactory().get("/", headers=headers)
    request.htmx = HtmxDetails(request)

    response = render_either(request, page="404.html", fragment="_messages.html", context={})

    assert (b"<html" in response.content) == is_page
    assert response["Vary"] == "HX-Request"
