"""The ASGI application: origin check, then sign-in, then routes.

Only servers import this module, so it also starts the embedded runtime.
"""

from __future__ import annotations

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter
from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
http_application = get_asgi_application()

# These need the loaded apps; Celery is imported so that tasks are bound to it.
from playground import celery, embedded  # noqa: E402, F401
from playground.lib.origins import SameOriginValidator  # noqa: E402
from playground.routing import websocket_router  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": http_application,
        "websocket": SameOriginValidator(AuthMiddlewareStack(websocket_router)),
    }
)

if settings.IS_EMBEDDED and settings.STARTS_RUNTIME:
    embedded.start()
