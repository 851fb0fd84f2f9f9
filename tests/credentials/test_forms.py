from __future__ import annotations

import pytest

from playground.credentials.forms import (
    ApplicationSecretForm,
    IamSecretForm,
    OpenAISecretForm,
    V2SecretForm,
)
from tests.credentials.test_views import APPLICATION, IAM, V2

UNSAFE_URLS = [
    "http://127.0.0.1:8000/v1",
    "https://127.0.0.1/v1",
    "https://localhost/v1",
    "https://10.0.0.1/v1",
    "https://192.168.1.1",
    "https://172.16.0.1",
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]/v1",
    "https://[::ffff:7f00:1]/v1",
    "https://0.0.0.0/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://[::ffff:127.0.0.1]/v1",
    "https://[64:ff9b::7f00:1]/v1",
    "https://[fd00::1]/v1",
    "https://100.100.100.200/v1",
    "https://localhost./v1",
    "https://metadata.google.internal/v1",
    "https://\uff11\uff12\uff17.0.0.1/v1",
    "https://models.example.com\u3002evil.example/v1",
    "https://models.example.com:22/v1",
    "https://models.example.com\\@127.0.0.1/v1",
    "https://models.example.com/v1?key=x",
    "https://models.example.com/v1#x",
    "https://user:password@models.example.com/v1",
    "https://models.example.com/v1\r\nX-Header: 1",
    "http://models.example.com/v1",
    "ftp://models.example.com/v1",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "https://",
    "models.example.com/v1",
]


@pytest.mark.parametrize("url", UNSAFE_URLS)
def test_an_unsafe_address_is_refused_with_words(url):
    form = OpenAISecretForm({"base_url": url, "key": "sk-1"})

    assert not form.is_valid()
    assert form.errors["base_url"][0]


def test_an_operator_may_allow_a_local_server(settings):
    settings.EGRESS_ALLOWED = ["127.0.0.1:11434"]

    form = OpenAISecretForm({"base_url": "http://127.0.0.1:11434/v1", "needs_no_key": "on"})

    assert form.is_valid(), form.errors


def test_an_address_loses_its_last_slash():
    form = OpenAISecretForm({"base_url": "https://Models.example.com/v1/", "key": "sk-1"})

    assert form.is_valid()
    assert form.secret.base_url == "https://models.example.com/v1"


@pytest.mark.parametrize(
    ("form_class", "data", "field", "words"),
    [
        (ApplicationSecretForm, {**APPLICATION, "api_key": V2["key"]}, "api_key", "V2"),
        (ApplicationSecretForm, {**APPLICATION, "api_key": IAM["access_key"]}, "api_key", "IAM"),
        (ApplicationSecretForm, {**APPLICATION, "api_key": "sk-123456789"}, "api_key", "OpenAI"),
        (
            ApplicationSecretForm,
            {"api_key": APPLICATION["secret_key"], "secret_key": APPLICATION["api_key"]},
            "api_key",
            "swapped",
        ),
        (
            IamSecretForm,
            {"access_key": IAM["secret_key"], "secret_key": IAM["access_key"]},
            "access_key",
            "swapped",
        ),
        (IamSecretForm, {**IAM, "access_key": V2["key"]}, "access_key", "V2"),
        (IamSecretForm, {**IAM, "secret_key": V2["key"]}, "secret_key", "V2"),
        (V2SecretForm, {"key": IAM["access_key"]}, "key", "IAM"),
        (V2SecretForm, {"key": "sk-123456789"}, "key", "OpenAI"),
    ],
)
def test_a_mixed_up_key_is_named(form_class, data, field, words):
    form = form_class(data)

    assert not form.is_valid()
    assert words in form.errors[field][0]


def test_a_v2_key_may_go_to_an_openai_compatible_address():
    form = OpenAISecretForm({"base_url": "https://qianfan.baidubce.com/v2", "key": V2["key"]})

    assert form.is_valid()


@pytest.mark.parametrize("key", ["a b", "a\r\nX: 1", "密钥", "a\u200bb"])
def test_a_key_with_characters_that_no_header_takes_is_refused(key):
    assert "key" in V2SecretForm({"key": key}).errors


def test_spaces_around_a_pasted_key_are_cut():
    form = V2SecretForm({"key": f"  {V2['key']}\n"})

    assert form.is_valid()
    assert form.secret.parts["key"] == V2["key"]


def test_key_and_no_key_at_once_is_refused():
    data = {"base_url": "https://a.example.com", "key": "sk-1", "needs_no_key": "on"}

    assert "needs_no_key" in OpenAISecretForm(data).errors


def test_the_repr_of_a_form_and_its_secret_show_nothing():
    form = V2SecretForm(V2)
    assert form.is_valid()

    assert V2["key"] not in repr(form.secret)
    assert V2["key"] not in repr(form)
    assert V2["key"] not in str(form["key"])
