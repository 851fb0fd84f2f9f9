from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from playground.accounts import services
from playground.accounts.models import Invitation, Role, SignInLink


def test_links_that_ended_long_ago_and_dead_sessions_are_purged(alice, alice_client, team):
    now = timezone.now()
    services.invite(team=team, by=alice, role=Role.MEMBER, lifetime=timedelta(days=1))
    services.make_sign_in_link(user=alice)
    Session.objects.update(expire_date=now - timedelta(days=1))

    services.purge_expired(now=now + timedelta(days=40))

    assert not Invitation.objects.exists()
    assert not SignInLink.objects.exists()
    assert not Session.objects.exists()


def test_what_still_works_or_ended_lately_is_kept(alice, alice_client, team):
    services.invite(team=team, by=alice, role=Role.MEMBER, lifetime=timedelta(days=1))
    services.make_sign_in_link(user=alice)

    services.purge_expired(now=timezone.now() + timedelta(days=20))

    assert Invitation.objects.exists()
    assert SignInLink.objects.exists()
    assert Session.objects.exists()
