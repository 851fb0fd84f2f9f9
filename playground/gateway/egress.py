"""Which addresses may be called: judged on the text a person typed and on every IP address.

The text is judged by `validate_base_url`, an address by `is_address_allowed`, which the
resolver of the transport asks about each answer of the name service: what passed is what is
connected to, so that a name cannot change its mind in between.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import urlsplit

from playground.gateway.connection import EgressPolicy
from playground.gateway.errors import UnsafeUrlError

IPAddress = IPv4Address | IPv6Address

_MAX_URL_CHARACTERS = 2_000
_HOST_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*", re.ASCII)
_PATH = re.compile(r"(/[A-Za-z0-9._~!$&'()*+,;=:@%-]*)*", re.ASCII)
_QUERY = re.compile(r"(\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?", re.ASCII)
# 443, and what is not one of the system's own services (mail, shells, directories).
_FIRST_FREE_PORT = 1024

# Addresses that some Python versions call global although they lead inside.
_CLOSED_NETWORKS: tuple[IPv4Network | IPv6Network, ...] = (
    ip_network("100.64.0.0/10"),
    ip_network("168.63.129.16/32"),  # the platform service of one large cloud
    ip_network("192.0.0.0/24"),
    ip_network("192.88.99.0/24"),
    ip_network("::/96"),
    ip_network("64:ff9b:1::/48"),
    ip_network("2001::/32"),
    ip_network("fec0::/10"),
)
_NAT64 = IPv6Network("64:ff9b::/96")


@lru_cache(maxsize=1_024)
def validate_base_url(text: str, policy: EgressPolicy) -> str:
    """Return the address in its normal form, without a slash at the end.

    Names are not looked up here: that is judged when the connection is made.
    Raises: UnsafeUrlError with a sentence that says what is wrong.
    """
    if not text or len(text) > _MAX_URL_CHARACTERS or re.search(r"[\s\\\x00-\x20\x7f]", text):
        raise UnsafeUrlError("url_malformed")
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as exc:
        raise UnsafeUrlError("url_malformed") from exc
    if "@" in parts.netloc:
        raise UnsafeUrlError("url_has_credentials")
    if "?" in text or "#" in text:
        raise UnsafeUrlError("url_has_query")
    if parts.scheme not in ("http", "https") or not _is_host(host) or parts.netloc.endswith(":"):
        raise UnsafeUrlError("url_malformed")
    if not _PATH.fullmatch(parts.path) or ".." in parts.path.split("/"):
        raise UnsafeUrlError("url_malformed")
    if policy.is_guarded:
        _check_guarded(parts.scheme, host, port, policy)
    netloc = f"[{host}]" if ":" in host else host
    netloc += f":{port}" if port is not None else ""
    return f"{parts.scheme}://{netloc}{parts.path.rstrip('/')}"


def validate_link(text: str, policy: EgressPolicy) -> str:
    """Return the address of one thing to fetch, which unlike a base URL may hold a query.

    A plain http address that the policy does not allow is asked for over https: object stores
    serve both and some providers name the former.
    Raises: UnsafeUrlError.
    """
    address, _, rest = text.partition("?")
    query = f"?{rest}" if rest else ""
    if not _QUERY.fullmatch(query):
        raise UnsafeUrlError("url_malformed")
    try:
        return validate_base_url(address, policy) + query
    except UnsafeUrlError as error:
        if error.code != "url_not_https" or ":" in address.removeprefix("http://"):
            raise
        return validate_base_url("https" + address.removeprefix("http"), policy) + query


def is_address_allowed(address: str, host: str, port: int, policy: EgressPolicy) -> bool:
    """Say whether `host`, which is at `address`, may be connected to."""
    if not policy.is_guarded or _is_host_listed(host, port, policy):
        return True
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    return _is_public(ip) or _is_network_listed(ip, port, policy)


def _check_guarded(scheme: str, host: str, port: int | None, policy: EgressPolicy) -> None:
    effective_port = port if port is not None else (443 if scheme == "https" else 80)
    literal = _literal(host)
    if _is_host_listed(host, effective_port, policy):
        return
    if literal is not None and _is_network_listed(literal, effective_port, policy):
        return
    if literal is not None and not _is_public(literal):
        raise UnsafeUrlError("url_private_address")
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        raise UnsafeUrlError("url_private_address")
    if scheme != "https":
        raise UnsafeUrlError("url_not_https")
    if effective_port != 443 and effective_port < _FIRST_FREE_PORT:
        raise UnsafeUrlError("url_port_refused")


def _is_host(host: str) -> bool:
    if ":" in host:
        return _literal(host) is not None and "%" not in host
    if not _HOST_NAME.fullmatch(host) or len(host) > 253:
        return False
    # Every label that begins with a digit and ends the name makes some parser read an IPv4
    # address into it: decimal, octal, hexadecimal or shortened. Only the plain form stays.
    last_label = host.rsplit(".", 1)[-1]
    return not last_label[0].isdigit() or _literal(host) is not None


def _literal(host: str) -> IPAddress | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _is_public(ip: IPAddress) -> bool:
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in _NAT64:
            inner = IPv4Address(int(ip) & 0xFFFF_FFFF)
        if inner is not None:
            return _is_public(inner)
    is_inside = any(ip in network for network in _CLOSED_NETWORKS)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not is_inside


def _is_host_listed(host: str, port: int, policy: EgressPolicy) -> bool:
    host = host.lower()
    name = f"[{host}]" if ":" in host else host
    listed = {entry.lower() for entry in policy.allowed_networks_or_hosts}
    return bool(listed & {host, name, f"{name}:{port}"})


def _is_network_listed(ip: IPAddress, port: int, policy: EgressPolicy) -> bool:
    for entry in policy.allowed_networks_or_hosts:
        address, has_port, entry_port = entry, "", ""
        if "/" not in entry:
            address, has_port, entry_port = _split_port(entry)
        if has_port and entry_port != str(port):
            continue
        try:
            network = ip_network(address, strict=False)
        except ValueError:
            continue
        if ip.version == network.version and ip in network:
            return True
    return False


def _split_port(entry: str) -> tuple[str, str, str]:
    if entry.startswith("["):
        address, _, rest = entry[1:].partition("]")
        return address, rest[:1], rest[1:]
    if entry.count(":") > 1:
        return entry, "", ""
    return entry.partition(":")
