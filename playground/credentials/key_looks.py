"""Telling people, before anything is saved, that they pasted another kind of key."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from playground.gateway import KeyKind, recognize_key

# These have a prefix of their own, so a mistake is certain; others only have a usual length.
_MISTAKES = {
    KeyKind.V2_API_KEY: _(
        "This is a Qianfan V2 API key (bce-v3/…). Choose that kind of credential for it."
    ),
    KeyKind.IAM_ACCESS_KEY: _(
        "This is the Access Key of a Baidu Cloud account (ALTAK…). "
        "Choose the IAM kind of credential for it."
    ),
    KeyKind.OPENAI_API_KEY: _(
        "This is the key of an OpenAI-compatible service (sk-…). "
        "Choose that kind of credential for it."
    ),
    KeyKind.ACCESS_TOKEN: _(
        "This is an access token, which expires within 30 days. Enter the keys it was made from "
        "instead."
    ),
}
_SWAPPED = _("The two keys look swapped: this one belongs in the other field.")
_SECRETS_BY_LENGTH = (KeyKind.APPLICATION_SECRET_KEY, KeyKind.IAM_SECRET_KEY)


def check_single(key: str, *, expected: KeyKind) -> str:
    """Return `key`. Raises: ValidationError if it is surely of another kind than `expected`."""
    kind = recognize_key(key)
    if kind != expected and kind in _MISTAKES:
        raise ValidationError(_MISTAKES[kind])
    return key


def check_pair(
    cleaned: dict[str, Any], names: tuple[str, ...], expected_first: KeyKind
) -> dict[str, Any]:
    """Return `cleaned`. Raises: ValidationError on the first field if the two are swapped."""
    first, second = (recognize_key(cleaned.get(name, "")) for name in names)
    if second == expected_first and first != expected_first:
        raise ValidationError({names[0]: _SWAPPED})
    if second in _MISTAKES and second != expected_first:
        raise ValidationError({names[1]: _MISTAKES[second]})
    return cleaned


def warning_for(parts: dict[str, str], *, kind: str) -> str:
    """Return a sentence if the keys have the usual length of another kind, else nothing."""
    first = recognize_key(next(iter(parts.values()), ""))
    if kind == "qianfan_iam" and first == KeyKind.APPLICATION_API_KEY:
        return str(_("This has the length of an application's API Key. Test it to be sure."))
    if kind == "qianfan_application" and first in _SECRETS_BY_LENGTH:
        return str(_("This has the length of a Secret Key. Test it to be sure."))
    if kind == "qianfan_v2" and first != KeyKind.V2_API_KEY:
        return str(_("V2 keys begin with bce-v3/ as a rule. Test it to be sure."))
    return ""
