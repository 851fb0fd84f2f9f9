"""Images in a bucket; loaded only where the settings name one, as boto3 is large."""

from __future__ import annotations

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage


class CompatibleS3Storage(S3Storage):  # type: ignore[misc]
    """S3 as other stores speak it too: without checksums that only the newest of them know."""

    def __init__(self, **options: Any) -> None:
        config = Config(
            s3={"addressing_style": options.get("addressing_style")},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=10,
            read_timeout=60,
        )
        super().__init__(client_config=config, default_acl=None, file_overwrite=True, **options)
