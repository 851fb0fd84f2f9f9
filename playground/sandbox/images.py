"""Text to image, V1 and V2, and the pictures that V2's answers point to."""

from __future__ import annotations

import asyncio
import base64
import time
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from playground.sandbox.catalog import ImageModel, find_v1_image, find_v2_image
from playground.sandbox.errors import invalid_argument
from playground.sandbox.exchange import Exchange, v1_service, v2_service
from playground.sandbox.frames import make_id
from playground.sandbox.image_requests import read_v1_pictures, read_v2_pictures
from playground.sandbox.image_store import LIFE_SECONDS
from playground.sandbox.painters.pictures import PaintedPicture, Picture
from playground.sandbox.prompts import estimate_tokens
from playground.sandbox.state import now, sandbox_of

_IMAGES_PATH = "/sandbox/images"
_FORMATS = ("url", "b64_json")


async def _answer_v1(exchange: Exchange[ImageModel]) -> Response:
    pictures = read_v1_pictures(exchange.body, exchange.model)
    images = await _paint(exchange, pictures)
    tokens = estimate_tokens(pictures[0].prompt)
    body = {
        "id": make_id(),
        "object": "image",
        "created": int(time.time()),
        "data": [
            {"object": "image", "b64_image": _base64(image), "index": number}
            for number, image in enumerate(images, 1)
        ],
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }
    return exchange.plain(body)


async def _answer_v2(exchange: Exchange[ImageModel]) -> Response:
    pictures = read_v2_pictures(exchange.body, exchange.model)
    wanted = exchange.body.get("response_format") or "url"
    if wanted not in _FORMATS:
        message = f"response_format must be one of {', '.join(_FORMATS)}"
        raise invalid_argument("v2", message)
    images = await _paint(exchange, pictures)
    body: dict[str, Any] = {"id": make_id(), "created": int(time.time())}
    if wanted == "b64_json":
        body["data"] = [{"b64_json": _base64(image)} for image in images]
    else:
        body["data"] = [{"url": _keep(exchange, image)} for image in images]
    return exchange.plain(body)


async def _paint(exchange: Exchange[ImageModel], pictures: list[Picture]) -> list[PaintedPicture]:
    exchange.count(estimate_tokens(pictures[0].prompt))
    painter = exchange.sandbox.painter_for(exchange.faults)
    exchange.headers["X-Sandbox-Backend"] = painter.name
    return await asyncio.gather(*(painter.paint(picture) for picture in pictures))


def _base64(image: PaintedPicture) -> str:
    return base64.b64encode(image.content).decode()


def _keep(exchange: Exchange[ImageModel], image: PaintedPicture) -> str:
    name = exchange.sandbox.images.add(image, now().timestamp())
    return f"{exchange.base_url}{_IMAGES_PATH}/{name}"


async def _kept_image(request: Request) -> Response:
    """Return a picture to whoever knows its name, as the platform's storage does."""
    name = request.path_params["name"]
    image = sandbox_of(request).images.get(name, now().timestamp())
    if image is None:
        raise HTTPException(404)
    headers = {
        "Cache-Control": f"private, max-age={LIFE_SECONDS}, immutable",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(image.content, media_type=image.media_type, headers=headers)


ROUTES = [
    v1_service("/text2image/{endpoint}", find_v1_image, _answer_v1),
    v2_service("/v2/images/generations", find_v2_image, _answer_v2),
    Route(_IMAGES_PATH + "/{name}", _kept_image),
]
