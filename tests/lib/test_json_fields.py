from __future__ import annotations

import pytest
from django.forms import ValidationError

from playground.lib.json_fields import JSONField


def test_json_is_read():
    assert JSONField().clean('{"a": [1]}') == {"a": [1]}
    assert JSONField(required=False).clean("") is None


@pytest.mark.parametrize("text", ["{", "[" * 100_000, "9" * 5_000, "\x00"])
def test_what_cannot_be_read_is_a_fault_of_the_field(text):
    with pytest.raises(ValidationError) as caught:
        JSONField().clean(text)

    assert caught.value.code == "invalid"
