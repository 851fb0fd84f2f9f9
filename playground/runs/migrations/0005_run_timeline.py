from __future__ import annotations

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("credentials", "0002_credential_rate_limits"),
        ("runs", "0004_run_steps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="run",
            index=models.Index(
                fields=[
                    "user",
                    "-created_at",
                    "-id",
                    "kind",
                    "status",
                    "credential",
                    "model",
                    "endpoint",
                    "title",
                    "input_tokens",
                    "output_tokens",
                ],
                name="run_timeline",
            ),
        ),
        migrations.RemoveIndex(model_name="run", name="run_user_created"),
    ]
