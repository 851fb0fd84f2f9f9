"""WebSocket routes: prefix /ws/<app>/."""

from __future__ import annotations

from channels.routing import URLRouter
from django.urls import path

from playground.conversations.consumers import ConversationConsumer

websocket_urlpatterns = [
    path("ws/conversations/", ConversationConsumer.as_asgi(), name="ws_conversations"),
]
websocket_router = URLRouter(websocket_urlpatterns)
