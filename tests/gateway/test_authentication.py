from __future__ import annotations

import pytest

from playground.gateway import ApplicationKey, BearerKey, IamKey, KeyKind, recognize_key


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("bce-v3/ALTAK-abcdefgh/0123456789abcdef", KeyKind.V2_API_KEY),
        ("ALTAKabcdefghijklmnopqrst", KeyKind.IAM_ACCESS_KEY),
        ("sk-abcdefghijklmnop", KeyKind.OPENAI_API_KEY),
        ("sk-proj-abc_def", KeyKind.OPENAI_API_KEY),
        ("abcdefGHIJKL0123456789MN", KeyKind.APPLICATION_API_KEY),
        ("abcdefGHIJKL0123456789MNopqrstUV", KeyKind.APPLICATION_SECRET_KEY),
        ("0123456789abcdef0123456789abcdef", KeyKind.IAM_SECRET_KEY),
        ("  0123456789abcdef0123456789abcdef\n", KeyKind.IAM_SECRET_KEY),
        (
            "24.0123456789abcdef0123456789abcdef.2592000.1700000000.282335-1234",
            KeyKind.ACCESS_TOKEN,
        ),
        ("", KeyKind.UNKNOWN),
        ("my password", KeyKind.UNKNOWN),
        ("https://aip.baidubce.com", KeyKind.UNKNOWN),
    ],
)
def test_a_pasted_key_is_known_by_its_look(text, kind):
    assert recognize_key(text) is kind


@pytest.mark.parametrize(
    "auth", [ApplicationKey("hush1", "hush2"), IamKey("hush1", "hush2"), BearerKey("hush1")]
)
def test_a_key_does_not_show(auth):
    assert "hush" not in repr(auth)
    assert "hush" not in f"{auth}"
