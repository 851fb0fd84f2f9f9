# Makes room for what a run does beside writing.

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("runs", "0003_run_title"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="steps",
            field=models.TextField(blank=True),
        ),
    ]
