"""What `backstage` does; it needs Django, set up for the instance."""

from __future__ import annotations

from typing import Any

import orjson
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from playground.accounts.models import User
from playground.batches import tasks
from playground.batches.models import BatchJob, BatchRow, BatchRunner, BatchStatus
from playground.batches.services import control
from playground.credentials.models import Credential, CredentialKind
from tests.factories import make_credential, make_user

KEY = {"api_key": "an-application-key-of-the-tests", "secret_key": "its-secret-key-of-the-tests"}


def migrate() -> None:
    call_command("migrate", verbosity=0)


def make_person(name: str) -> dict[str, Any]:
    """Make somebody with a credential that calls the upstream, signed in."""
    user = make_user(f"{name}@example.com", name=name)
    kind = CredentialKind.QIANFAN_APPLICATION
    credential = make_credential(owner=user, kind=kind, parts=KEY)
    client = Client()
    client.force_login(user)
    return {
        "session_key": client.cookies["sessionid"].value,
        "email": user.email,
        "credential": str(credential.uuid),
    }


def make_job(email: str, credential: str, prompts: list[str], **fields: Any) -> str:
    """Make a job that is checked, with one row for each prompt."""
    job = BatchJob.objects.create(
        owner=User.objects.get(email=email),
        name="Batch",
        status=BatchStatus.CHECKED,
        credential=Credential.objects.get(uuid=credential),
        provider="qianfan_v1",
        model="ERNIE-Speed-8K",
        columns=["prompt"],
        prompt_template="{{prompt}}",
        total_count=len(prompts),
        **fields,
    )
    rows = (
        BatchRow(job=job, index=index, line=index + 2, inputs=orjson.dumps([prompt]).decode())
        for index, prompt in enumerate(prompts)
    )
    BatchRow.objects.bulk_create(rows, batch_size=5_000)
    return str(job.uuid)


def answer_all_rows(job: str, output: str) -> None:
    """Put an answer into each row, as if all had been called."""
    found = BatchJob.objects.get(uuid=job)
    rows = BatchRow.objects.filter(job=found)
    last = found.total_count + found.invalid_count
    for start in range(0, last, 50_000):
        rows.filter(index__gte=start, index__lt=start + 50_000).update(
            state="succeeded", attempts=1, output=output, finish_reason="stop", latency_ms=50
        )
    found.status, found.succeeded_count = BatchStatus.SUCCEEDED, found.total_count
    found.save(update_fields=["status", "succeeded_count"])


def read_job(job: str) -> dict[str, Any]:
    found = BatchJob.objects.get(uuid=job)
    return {
        "status": found.status,
        "reason": found.reason_code,
        "succeeded": found.succeeded_count,
        "failed": found.failed_count,
        "left": found.left_count,
        "tokens": found.total_tokens,
        "seconds": (
            (found.finished_at - found.started_at).total_seconds()
            if found.finished_at and found.started_at
            else None
        ),
    }


def read_rows(job: str) -> list[tuple[str, int, str, str]]:
    """Return state, attempts, output and error code of each row, in the order of the file."""
    rows = BatchRow.objects.filter(job__uuid=job).order_by("index")
    return list(rows.values_list("state", "attempts", "output", "error_code"))


def read_running_prompts(job: str) -> list[str]:
    """Return the prompts of the rows that are claimed at this moment."""
    rows = BatchRow.objects.filter(job__uuid=job, state="running")
    return [orjson.loads(inputs)[0] for inputs in rows.values_list("inputs", flat=True)]


def read_claimed_prompts(process_id: int) -> list[str]:
    """Return the prompts of the rows that this process has claimed, be it dead or alive."""
    runners = BatchRunner.objects.filter(owner__contains=f":{process_id}:").values("pk")
    rows = BatchRow.objects.filter(state="running", runner_id__in=runners)
    return [orjson.loads(inputs)[0] for inputs in rows.values_list("inputs", flat=True)]


def read_runners(job: str) -> list[tuple[str, int]]:
    """Return the process and the lanes of each runner whose lease has not ended."""
    runners = BatchRunner.objects.filter(job__uuid=job, lease_until__gte=timezone.now())
    return list(runners.values_list("owner", "lanes"))


def read_lease(job: str) -> float:
    """Return when the lease of the only runner of a job ends."""
    return BatchRunner.objects.get(job__uuid=job).lease_until.timestamp()


def count_runners() -> int:
    return BatchRunner.objects.count()


def send_hints(count: int) -> None:
    """Ask the workers so often to look for jobs."""
    for _ in range(count):
        tasks.run_batches.delay()


def recover() -> None:
    """Do what the scheduler asks for every few seconds."""
    tasks.recover_batches.delay()


def set_active(email: str, *, is_active: bool) -> None:
    User.objects.filter(email=email).update(is_active=is_active)


def disable_credential(credential: str) -> None:
    Credential.objects.filter(uuid=credential).update(is_enabled=False)


def delete_credential(credential: str) -> None:
    Credential.objects.get(uuid=credential).delete()


def stop_all_jobs() -> None:
    """End what a failed test may have left running."""
    for job in BatchJob.objects.live():
        control.stop(job=job)
