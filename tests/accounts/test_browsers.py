from __future__ import annotations

import pytest

from playground.accounts.browsers import browser_name

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) "
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (WINDOWS + CHROME, "Chrome, Windows"),
        (WINDOWS + CHROME + " Edg/140.0", "Edge, Windows"),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
            "Firefox, Linux",
        ),
        (IPHONE + "Version/18.0 Mobile/15E148 Safari/604.1", "Safari, iOS"),
        (IPHONE + "Mobile/15E148 MicroMessenger/8.0.50", "WeChat, iOS"),
        ("curl/8.5.0", "curl"),
        ("SomethingElse/1.0", "SomethingElse/1.0"),
        ("", ""),
    ],
)
def test_a_browser_gets_the_name_that_people_know(user_agent, name):
    assert browser_name(user_agent) == name
