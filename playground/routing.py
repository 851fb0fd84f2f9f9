"""WebSocket routes: prefix /ws/<app>/."""

from __future__ import annotations

from typing import Any

from channels.routing import URLRouter
from django.urls import path, re_path

from playground.batches.consumers import BatchConsumer
from playground.conversations.consumers import ConversationConsumer
from playground.runs.consumers import RunConsumer
from playground.shares.consumers import ShareConsumer


async def refuse(scope: Any, receive: Any, send: Any) -> None:
    """Refuse a socket at an address that does not exist; the router would raise an exception."""
    await send({"type": "websocket.close"})


websocket_urlpatterns = [
    path("ws/conversations/", ConversationConsumer.as_asgi(), name="ws_conversations"),
    path("ws/batches/", BatchConsumer.as_asgi(), name="ws_batches"),
    path("ws/runs/", RunConsumer.as_asgi(), name="ws_runs"),
    path("ws/shares/", ShareConsumer.as_asgi(), name="ws_shares"),
    # Django types these for views; channels takes ASGI applications.
    re_path("", refuse),  # type: ignore[arg-type]
]
websocket_router = URLRouter(websocket_urlpatterns)
