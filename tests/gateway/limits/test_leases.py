from __future__ import annotations

from playground.gateway.limits.leases import Leases


def test_what_was_counted_ahead_is_spent_until_its_window_is_over():
    leases = Leases()
    leases.add("key", 10, now=0, seconds=60)

    assert leases.spend("key", 8, now=30)
    assert not leases.spend("key", 3, now=30)
    assert leases.spend("key", -5, now=30)
    assert leases.spend("key", 7, now=59)
    assert not leases.spend("key", 0, now=60)


def test_what_was_counted_ahead_adds_up_within_its_window():
    leases = Leases()
    leases.add("key", 10, now=0, seconds=60)
    leases.add("key", 10, now=30, seconds=60)
    assert leases.spend("key", 20, now=80)

    leases.add("key", 10, now=90, seconds=60)
    assert not leases.spend("key", 11, now=90)
