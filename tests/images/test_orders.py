from __future__ import annotations

import pytest

from playground.images.orders import make_orders
from playground.runs.call_settings import CallSettings


def settings(provider="qianfan_v1", model="Stable-Diffusion-XL", **parameters):
    return CallSettings(None, provider, model, "", parameters)


def test_each_picture_is_an_order_of_its_own():
    orders = make_orders("A boat", settings(n=3, steps=30))

    assert [order.sent_parameters["steps"] for order in orders] == [30, 30, 30]
    assert all("n" not in order.sent_parameters for order in orders)
    assert len({order.seed for order in orders}) == 3


def test_seeds_count_up_from_the_one_that_is_given():
    orders = make_orders("A boat", settings(n=3, seed=41))

    assert [order.seed for order in orders] == [41, 42, 43]
    assert [order.sent_parameters["seed"] for order in orders] == [41, 42, 43]


def test_after_the_last_seed_comes_the_first():
    orders = make_orders("A boat", settings(n=2, seed=2**32 - 1))

    assert [order.seed for order in orders] == [2**32 - 1, 0]


def test_a_model_that_takes_no_seed_gets_none():
    orders = make_orders("A boat", settings("qianfan_v2", "irag-1.0", n=2))

    assert [order.seed for order in orders] == [None, None]
    assert all("seed" not in order.sent_parameters for order in orders)


@pytest.mark.parametrize(
    ("parameters", "size"),
    [({"size": "768x1024"}, (768, 1024)), ({}, (1024, 1024)), ({"size": "auto"}, (1024, 1024))],
)
def test_an_order_knows_the_size_of_what_will_come(parameters, size):
    assert make_orders("A boat", settings(**parameters))[0].size == size
