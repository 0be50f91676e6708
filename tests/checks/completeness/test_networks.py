"""Networks: each row by itself, and the same after a round trip."""

import numpy as np

from tabbert.checks.completeness._networks import Networks


def some_networks(outputs: int = 3) -> Networks:
    rng = np.random.default_rng(0)

    def layer(n_in: int, n_out: int) -> tuple[np.ndarray, np.ndarray]:
        return rng.normal(size=(n_in, n_out)).astype(np.float32), rng.normal(size=n_out).astype(np.float32)

    members = tuple((layer(7, 5), layer(5, 4), layer(4, outputs)) for _ in range(2))
    return Networks(members, np.full(7, 0.5, np.float32), np.full(7, 2.0, np.float32))


def test_outputs_are_the_members_mean() -> None:
    networks, x = some_networks(), np.random.default_rng(1).normal(size=(9, 7)).astype(np.float32)
    wanted = np.zeros((9, 3))
    for layers in networks.members:
        h = (x - 0.5) / 2
        for weight, bias in layers[:-1]:
            h = np.maximum(h @ weight + bias, 0)
        wanted += (h @ layers[-1][0] + layers[-1][1]) / 2
    facts = np.broadcast_to(x[0, 5:], (9, 2))
    found = networks(x[:, :5], x[0, 5:])
    same = networks(np.concatenate([x[:, :5], facts], axis=1), np.empty(0, np.float32))
    np.testing.assert_allclose(found[0], wanted[0], rtol=1e-4)
    np.testing.assert_allclose(found, same, rtol=1e-4, atol=1e-5)


def test_a_row_is_the_same_whatever_stands_beside_it() -> None:
    networks, x = some_networks(), np.random.default_rng(2).normal(size=(300, 5)).astype(np.float32)
    facts = np.ones(2, np.float32)
    np.testing.assert_array_equal(networks(x, facts)[123:124], networks(x[123:124], facts))


def test_round_trip() -> None:
    networks, x = some_networks(1), np.ones((4, 7), np.float32)
    arrays = networks.to_arrays("ending") | some_networks().to_arrays("judge")
    again = Networks.from_arrays(arrays, "ending")
    assert len(again.members) == 2
    np.testing.assert_array_equal(again(x, x[0, :0]), networks(x, x[0, :0]))
