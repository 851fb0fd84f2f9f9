"""The Celery application; `celery -A playground.celery worker` runs it on its own.

asgi.py imports it, so that tasks that a server sends are bound to it. `playground/__init__.py`
does not: the sandbox and the gateway load neither Celery nor Django.
"""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")

app = Celery("playground")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# What runs regularly, at start first: in embedded.py, or `celery -A playground.celery beat`.
app.conf.beat_schedule = {
    "close-interrupted-runs": {
        "task": "playground.runs.tasks.close_interrupted_runs",
        "schedule": 10.0,
    },
    "recover-batches": {
        "task": "playground.batches.tasks.recover_batches",
        "schedule": 5.0,
    },
    "purge-batches": {
        "task": "playground.batches.tasks.purge_batches",
        "schedule": 60 * 60.0,
    },
    "purge-deleted-conversations": {
        "task": "playground.conversations.tasks.purge_deleted_conversations",
        "schedule": 24 * 60 * 60.0,
    },
    "purge-erased-shares": {
        "task": "playground.shares.tasks.purge_erased_shares",
        "schedule": 24 * 60 * 60.0,
    },
    "sweep-images": {
        "task": "playground.images.tasks.sweep_images",
        "schedule": 60 * 60.0,
    },
    "purge-expired": {
        "task": "playground.accounts.tasks.purge_expired",
        "schedule": 86_400.0,
    },
}
