"""The socket of the conversation page."""

from __future__ import annotations

from channels.generic.websocket import AsyncWebsocketConsumer


class ConversationConsumer(AsyncWebsocketConsumer):
    pass
