"""In a process of its own: fill a gallery and open it, as `gallery.py` asks."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from datetime import timedelta

IMAGES, RUNS = 10_000, 15


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
    import django

    django.setup()
    # Not above: they need the loaded apps.
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from playground.images.models import GeneratedImage
    from tests.factories import make_credential, make_team, make_user

    user = make_user()
    make_credential(team=make_team(owner=user), name="Sandbox")
    _fill(user)
    with connection.cursor() as cursor:
        # As both do by themselves after a while.
        cursor.execute("ANALYZE")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    index = reverse("images:index")
    last = GeneratedImage.objects.order_by("created_at").only("created_at", "uuid")[100]
    place = f"{int(last.created_at.timestamp() * 1_000_000)}-{last.pk}"
    found = {
        "open_ms": _median(lambda: client.get(index)),
        "search_ms": _median(lambda: client.get(index, {"q": "no such prompt"})),
        "oldest_ms": _median(
            lambda: client.get(index, {"before": place}, headers={"HX-Request": "true"})
        ),
        "one_ms": _median(lambda: client.get(reverse("images:detail", args=[last.uuid]))),
    }
    assert str(_fill_name(IMAGES - 1)) in client.get(index).text
    print(json.dumps({**found, "images": IMAGES}))


def _fill(user: object) -> None:
    from django.utils import timezone

    from playground.images.models import GeneratedImage
    from playground.runs.models import Run

    now = timezone.now()
    moments = [now - timedelta(minutes=IMAGES - number) for number in range(IMAGES)]
    runs = Run.objects.bulk_create(
        [
            Run(user=user, kind="image", status="succeeded", created_at=moment, started_at=moment)
            for moment in moments
        ],
        batch_size=500,
    )
    GeneratedImage.objects.bulk_create(
        [
            GeneratedImage(
                owner=user,
                run=run,
                prompt=_fill_name(number),
                provider="qianfan_v1",
                model=f"model-{number % 7}",
                service=f"model-{number % 7}",
                seed=number,
                parameters={"size": "1024x1024", "negative_prompt": "fog"},
                media_type="image/png",
                width=1024,
                height=1024,
                size_bytes=1_000_000,
                created_at=moment,
            )
            for number, (run, moment) in enumerate(zip(runs, moments, strict=True))
        ],
        batch_size=500,
    )


def _fill_name(number: int) -> str:
    return f"Picture {number}: a lighthouse on a cliff at dusk, in watercolor, with gulls above"


def _median(work: Callable[[], object]) -> float:
    work()
    seconds = []
    for _ in range(RUNS):
        started_at = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started_at)
    return round(sorted(seconds)[RUNS // 2] * 1000, 1)


if __name__ == "__main__":
    main()
