"""The address of a provider is typed by people, some of whom mean the server's own network."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.gateway import EgressPolicy, UnsafeUrlError
from playground.gateway.egress import is_address_allowed, validate_base_url

GUARDED = EgressPolicy()


def refusal(url: str, policy: EgressPolicy = GUARDED) -> str:
    with pytest.raises(UnsafeUrlError) as caught:
        validate_base_url(url, policy)
    assert caught.value.user_message
    return caught.value.code


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("https://qianfan.baidubce.com", "https://qianfan.baidubce.com"),
        ("https://API.Example.com/v1/", "https://api.example.com/v1"),
        ("HTTPS://api.example.com:8443/v1", "https://api.example.com:8443/v1"),
        ("https://8.8.8.8", "https://8.8.8.8"),
        ("https://[2606:4700::1111]/v1", "https://[2606:4700::1111]/v1"),
        ("https://1e100.net", "https://1e100.net"),
        ("https://xn--fiqs8s.example", "https://xn--fiqs8s.example"),
    ],
)
def test_public_addresses_are_taken_in_their_normal_form(url, normal):
    assert validate_base_url(url, GUARDED) == normal


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.8.9.10",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::ffff:a9fe:a9fe]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b::a9fe:a9fe]",
        "[64:ff9b:1::1]",
        "[2002:7f00:1::]",
        "[2001:0:7f00:1::]",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[fec0::1]",
        "[ff02::1]",
        "localhost",
        "LOCALHOST",
        "db.localhost",
        "printer.local",
        "metadata.google.internal",
    ],
)
@pytest.mark.parametrize("scheme", ["https", "http"])
def test_addresses_inside_are_refused(scheme, host):
    assert refusal(f"{scheme}://{host}/v1") == "url_private_address"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.example.com",
        "//api.example.com",
        "https://",
        "https:///v1",
        "ftp://api.example.com",
        "file:///etc/passwd",
        "gopher://api.example.com",
        "javascript:alert(1)",
        # The same address, spelled so that some parsers see 127.0.0.1 and others a name.
        "https://2130706433",
        "https://0x7f000001",
        "https://0x7f.1",
        "https://0177.0.0.1",
        "https://127.1",
        "https://127.0.0.01",
        "https://１２７.0.0.1",
        "https://①②⑦.0.0.1",
        "https://[::1%25lo]",
        "https://[fe80::1%eth0]",
        "https://api.example.com.",
        "https://127.0.0.1.",
        "https://api..example.com",
        "https://-api.example.com",
        "https://例え.jp",
        "https://api.example.com:",
        "https://api.example.com:99999",
        "https://api.example.com:４４３",
        "https://api.example.com\r\nX-Evil: 1",
        "https://api.example.com\n",
        "https://api.example.com/v1\tx",
        " https://api.example.com",
        "https://api.example.com\\@127.0.0.1",
        "https://api.example.com/../admin",
        "https://api.example.com/<v1>",
        "https://api_example.com",
        "https://" + "a" * 3_000,
    ],
)
def test_what_is_not_plainly_an_address_is_refused(url):
    assert refusal(url) == "url_malformed"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://user@api.example.com", "url_has_credentials"),
        ("https://api.example.com@127.0.0.1", "url_has_credentials"),
        ("https://user:pw@api.example.com", "url_has_credentials"),
        ("https://api.example.com?x=1", "url_has_query"),
        ("https://api.example.com/#x", "url_has_query"),
        ("https://api.example.com/v1?", "url_has_query"),
        ("http://api.example.com", "url_not_https"),
        ("http://8.8.8.8", "url_not_https"),
        ("https://api.example.com:22", "url_port_refused"),
        ("https://api.example.com:25", "url_port_refused"),
        ("https://api.example.com:0", "url_port_refused"),
    ],
)
def test_the_refusal_says_what_is_wrong(url, code):
    assert refusal(url) == code


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ("127.0.0.1:8866", "http://127.0.0.1:8866"),
        ("127.0.0.1", "http://127.0.0.1:1234"),
        ("10.1.0.0/16", "http://10.1.2.3:11434/v1"),
        ("models.lan", "http://models.lan:80"),
        ("models.lan:11434", "http://MODELS.lan:11434/v1"),
        ("[::1]:8000", "http://[::1]:8000"),
        ("[::1]", "http://[::1]:8000"),
        ("fd00::/8", "http://[fd00::1]"),
        ("localhost:8000", "http://localhost:8000"),
    ],
)
def test_an_operator_may_allow_an_address(entry, url):
    assert refusal(url)

    assert validate_base_url(url, EgressPolicy((entry,)))


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ("127.0.0.1:8866", "http://127.0.0.1:6379"),
        ("127.0.0.1:8866", "http://127.0.0.1"),
        ("10.1.0.0/16", "http://10.2.0.1"),
        ("models.lan:11434", "http://models.lan:22"),
        ("models.lan", "http://evil.models.lan"),
        ("nonsense/99", "http://10.0.0.1"),
        ("", "http://127.0.0.1"),
        ("[::1]:8000", "http://[::1]:8001"),
    ],
)
def test_an_entry_allows_nothing_else(entry, url):
    assert refusal(url, EgressPolicy((entry,)))


def test_an_unguarded_policy_still_wants_an_address():
    policy = EgressPolicy(is_guarded=False)

    assert validate_base_url("http://10.0.0.1:11434/v1/", policy) == "http://10.0.0.1:11434/v1"
    assert refusal("http://u@10.0.0.1", policy) == "url_has_credentials"


@pytest.mark.parametrize(
    ("address", "policy", "is_allowed"),
    [
        ("93.184.216.34", GUARDED, True),
        ("2606:4700::1111", GUARDED, True),
        ("127.0.0.1", GUARDED, False),
        ("169.254.169.254", GUARDED, False),
        ("::ffff:10.0.0.1", GUARDED, False),
        ("fe80::1%eth0", GUARDED, False),
        ("not an address", GUARDED, False),
        ("10.1.2.3", EgressPolicy(("10.1.0.0/16",)), True),
        ("10.1.2.3", EgressPolicy(("api.example.com",)), True),
        ("10.1.2.3", EgressPolicy(("api.example.com:443",)), True),
        ("10.1.2.3", EgressPolicy(("api.example.com:80",)), False),
        ("10.1.2.3", EgressPolicy(("other.example.com",)), False),
        ("10.1.2.3", EgressPolicy(is_guarded=False), True),
    ],
)
def test_what_a_name_leads_to_is_judged(address, policy, is_allowed):
    assert is_address_allowed(address, "api.example.com", 443, policy) is is_allowed


@given(st.integers(0, 2**32 - 1))
def test_an_address_is_judged_alike_in_every_spelling(number):
    plain = ipaddress.IPv4Address(number)
    is_allowed = is_address_allowed(str(plain), "x.example", 443, GUARDED)

    for inner in (f"::ffff:{plain}", str(ipaddress.IPv6Address((0x64FF9B << 96) | number))):
        assert is_address_allowed(inner, "x.example", 443, GUARDED) is is_allowed


@given(st.text(max_size=60))
def test_any_text_is_judged(text):
    try:
        normal = validate_base_url(text, GUARDED)
    except UnsafeUrlError:
        return
    assert normal.startswith("https://")
