"""The newer console's actions on services: a person's own in pages, one of them, the platform's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from playground.sandbox.catalog import SERVICES, Service
from playground.sandbox.errors import ConsoleError

_DEFAULT_KEYS = 10
_MOST_KEYS = 100


def describe_services(body: dict[str, Any], prefix: str) -> dict[str, Any]:
    """Return one page of a person's own services.

    Raises: ConsoleError
    """
    services = [
        service
        for service in _of_kinds(body)
        if service.is_custom and str(body.get("name") or "").lower() in service.name.lower()
    ]
    if body.get("pageReverse") is True:
        services.reverse()
    most = body.get("maxKeys", _DEFAULT_KEYS)
    if isinstance(most, bool) or not isinstance(most, int) or most < 1:
        raise ConsoleError(400, "InvalidParameter", "maxKeys must be an integer of at least 1")
    most = min(most, _MOST_KEYS)
    ids = [service.id for service in services]
    marker = body.get("marker")
    start = ids.index(marker) if marker in ids else 0
    rest = ids[start + most :]
    return {
        "serviceList": [_describe(service, prefix) for service in services[start : start + most]],
        "pageInfo": {
            # Where the next page starts.
            "marker": rest[0] if rest else "",
            "maxKeys": most,
            "isTruncated": bool(rest),
        },
    }


def describe_service(body: dict[str, Any], prefix: str) -> dict[str, Any]:
    """Return one service.

    Raises: ConsoleError
    """
    for service in SERVICES:
        if service.id == body.get("serviceId"):
            return _describe(service, prefix)
    raise ConsoleError(404, "ServiceNotFound", "There is no service of this id")


def describe_preset(body: dict[str, Any], prefix: str) -> dict[str, Any]:
    """Return the platform's own services.

    Raises: ConsoleError
    """
    ids = _read_list(body, "serviceIds")
    services = [
        service
        for service in _of_kinds(body)
        if not service.is_custom and (not ids or service.id in ids)
    ]
    return {"serviceList": [_describe(service, prefix) for service in services]}


def _of_kinds(body: dict[str, Any]) -> Iterable[Service]:
    kinds = _read_list(body, "serviceType")
    return (service for service in SERVICES if not kinds or service.kind in kinds)


def _read_list(body: dict[str, Any], name: str) -> list[Any]:
    values = body.get(name) or []
    if not isinstance(values, list):
        raise ConsoleError(400, "InappropriateJSON", f"{name} must be a list")
    return values


def _describe(service: Service, prefix: str) -> dict[str, Any]:
    return {
        "serviceId": service.id,
        "name": service.name,
        "description": "A service of the sandbox",
        "url": f"{prefix}/{service.kind}/{service.endpoint}",
        "endpoint": service.endpoint,
        "serviceType": service.kind,
        "runStatus": "Serving",
        "updateStatus": "None",
        "chargeType": "Tokens",
        "payType": "Postpay",
        "chargeStatus": "Opened",
    }
