"""Make a link, change what it shows and to whom, revoke it, count who opens it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.shortcuts import get_object_or_404
from django.utils import timezone

from playground.accounts.models import Team, User, token_hash
from playground.shares.findings import require_acceptance
from playground.shares.models import Audience, ShareLink
from playground.shares.notifications import announce_change
from playground.shares.snapshots import without
from playground.shares.sources import Source, source_of

# 128 bits.
_TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True)
class ShareOptions:
    """To whom a link is open (of no team: to anyone), until when, and what it shows beside."""

    team: Team | None
    expires_at: datetime | None
    shows_system: bool = False
    shows_parameters: bool = False

    @property
    def audience(self) -> Audience:
        return Audience.ANYONE if self.team is None else Audience.TEAM


def create_link(
    *, user: User, source: Source, options: ShareOptions, accepted: str = ""
) -> tuple[ShareLink, str]:
    """Share what there is now; the token is in what this returns and nowhere else.

    Raises: SecretsFoundError, unless what it looks like it holds was `accepted`.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    snapshot = source.snapshot(
        shows_system=options.shows_system, shows_parameters=options.shows_parameters
    )
    require_acceptance(snapshot, title=source.title, accepted=accepted)
    link = ShareLink.objects.create(
        owner=user,
        token_hash=token_hash(token),
        kind=source.kind,
        title=source.title,
        snapshot=snapshot,
        shows_system=options.shows_system,
        shows_parameters=options.shows_parameters,
        audience=options.audience,
        team=options.team,
        expires_at=options.expires_at,
        **{source.kind.value: source.shown},
    )
    return link, token


@transaction.atomic
def change_options(*, link: ShareLink, options: ShareOptions, accepted: str = "") -> None:
    """Change to whom a link is open, and what it shows.

    Less to see is taken away at once; more to see is taken, with all the rest, as it is now.
    Raises: SecretsFoundError, where others see it or more is seen, as in `create_link`.
    """
    link = _locked(link)
    shows = {
        "shows_system": options.shows_system,
        "shows_parameters": options.shows_parameters,
    }
    shows_more = (options.shows_system and not link.shows_system) or (
        options.shows_parameters and not link.shows_parameters
    )
    before = link.snapshot
    link.snapshot = source_of(link).snapshot(**shows) if shows_more else without(before, **shows)
    if shows_more or options.team != link.team:
        require_acceptance(link.snapshot, title=link.title, accepted=accepted)
    is_updated = (link.shows_system, link.shows_parameters) != tuple(shows.values())
    link.shows_system, link.shows_parameters = shows.values()
    link.audience, link.team = options.audience, options.team
    link.expires_at = options.expires_at
    if is_updated:
        _mark_updated(link)
    link.save()
    announce_change(share=link.uuid, is_updated=is_updated)


@transaction.atomic
def refresh(*, link: ShareLink, accepted: str = "") -> None:
    """Show what there is now, under the same link. Raises: SecretsFoundError, as `create_link`."""
    link = _locked(link)
    source = source_of(link)
    link.snapshot = source.snapshot(
        shows_system=link.shows_system, shows_parameters=link.shows_parameters
    )
    link.title = source.title
    require_acceptance(link.snapshot, title=link.title, accepted=accepted)
    _mark_updated(link)
    link.save()
    announce_change(share=link.uuid, is_updated=True)


@transaction.atomic
def renew(*, link: ShareLink) -> str:
    """Return the token of a new link in the place of the old one, which opens nothing any more."""
    _locked(link)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    link.token_hash = token_hash(token)
    link.revoked_at = None
    link.save(update_fields=["token_hash", "revoked_at"])
    announce_change(share=link.uuid)
    return token


@transaction.atomic
def revoke(*, link: ShareLink) -> None:
    """Close a link, and the pages on which it is open."""
    _locked(link)
    ShareLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
    link.refresh_from_db(fields=["revoked_at"])
    announce_change(share=link.uuid)


@transaction.atomic
def delete_link(*, link: ShareLink) -> None:
    share = link.uuid
    link.delete()
    announce_change(share=share)


def purge_erased() -> int:
    """Delete links whose run has lost its texts with its conversation; return how many."""
    links = list(ShareLink.objects.erased().only("uuid"))
    for link in links:
        delete_link(link=link)
    return len(links)


def count_opening(*, link: ShareLink) -> None:
    """Count that somebody has opened it, however many do at once."""
    ShareLink.objects.filter(pk=link.pk).update(
        openings=F("openings") + 1, last_opened_at=timezone.now()
    )


def _locked(link: ShareLink) -> ShareLink:
    """Return a link that nobody else changes until the transaction ends. Raises: Http404."""
    # Another tab may have deleted it since it was looked for.
    return get_object_or_404(ShareLink.objects.select_for_update(of=("self",)), pk=link.pk)


def _mark_updated(link: ShareLink) -> None:
    link.revision += 1
    link.updated_at = timezone.now()
