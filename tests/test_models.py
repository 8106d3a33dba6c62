"""The two baseline networks do what their documents say, and their objectives what their papers say."""

import pytest

torch = pytest.importorskip("torch")

from torch import Tensor, nn  # noqa: E402

from spritedex.models.cnn6 import Cnn6  # noqa: E402
from spritedex.models.decoder import Decoder  # noqa: E402
from spritedex.models.losses import attention_regularization, positive_weights  # noqa: E402
from spritedex.models.onnx_export import to_graph  # noqa: E402


@pytest.mark.parametrize("size", [64, 100, 512])
def test_cnn6_takes_any_size_through_its_adaptive_pool(size: int) -> None:
    network = Cnn6((8, 8, 8, 8, 8, 8), hidden=16).eval()
    assert network(torch.rand(2, 3, size, size)).shape == (2, 18)


def test_cnn6_has_six_convolutions_and_dropout_of_a_half() -> None:
    network = Cnn6((16, 32, 64, 128, 256, 256))
    kinds = [type(module).__name__ for module in network.modules()]
    assert kinds.count("Conv2d") == 6
    assert {module.p for module in network.modules() if isinstance(module, torch.nn.Dropout)} == {0.5}
    assert network.pool.output_size == 4


def test_decoder_paints_a_sprite_and_says_where_it_looked() -> None:
    decoder = Decoder(12, hidden_dim=16, nhead=2, num_encoder_layers=1, noise_dim=5, base_channels=64).eval()
    mask = torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]])
    sprite, attention = decoder(torch.randn(2, 4, 12), mask, torch.randn(2, 5))
    assert sprite.shape == (2, 4, 64, 64)
    assert sprite.abs().max() <= 1
    assert attention.shape == (2, 4, 16, 16)
    torch.testing.assert_close(attention.sum(1), torch.ones(2, 16, 16))
    assert attention[1, 2:].abs().max() == 0


def test_decoder_ignores_padding() -> None:
    decoder = Decoder(12, hidden_dim=16, nhead=2, num_encoder_layers=2, noise_dim=5, base_channels=64).eval()
    states, noise = torch.randn(1, 3, 12), torch.randn(1, 5)
    padded = torch.cat([states, torch.full((1, 4, 12), 9.0)], dim=1)
    alone, _ = decoder(states, torch.ones(1, 3).long(), noise)
    beside, _ = decoder(padded, torch.tensor([[1, 1, 1, 0, 0, 0, 0]]), noise)
    torch.testing.assert_close(alone, beside, atol=1e-5, rtol=0)


def test_positive_weights_are_negatives_over_positives() -> None:
    labels = torch.tensor([[1.0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 0, 0]])
    torch.testing.assert_close(positive_weights(labels), torch.tensor([1 / 3, 3.0, 1.0]))


def test_attention_regularization_is_zero_where_every_word_gets_its_share() -> None:
    even = torch.full((1, 6, 3), 1 / 3)
    mask = torch.ones(1, 3).long()
    assert attention_regularization(even, mask) == pytest.approx(0, abs=1e-6)
    one_word = torch.zeros(1, 6, 3)
    one_word[..., 0] = 1
    # shares 3, 0, 0 of 3 words: ((1-3)^2 + 1 + 1) / 3
    assert attention_regularization(one_word, mask) == pytest.approx(2.0)


def test_a_network_that_differs_by_its_weights_alone_has_the_same_graph_with_its_own_weights() -> None:
    from onnxruntime import InferenceSession

    x = torch.randn(4, 3)
    nodes = []
    for slope in (0.1, 0.1, 0.5):
        network = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.LeakyReLU(slope))
        graph = to_graph(network, {"x": x}, ["y"], {"x": {0: "batch"}})
        nodes.append([node.SerializeToString() for node in graph.graph.node])
        (y,) = InferenceSession(graph.SerializeToString()).run(None, {"x": x.numpy()})
        torch.testing.assert_close(torch.from_numpy(y), network(x))
    assert nodes[0] == nodes[1] != nodes[2]


def test_what_follows_from_constants_is_worked_out_at_export_and_weights_are_kept() -> None:
    from onnxruntime import InferenceSession

    class Shapes(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = nn.Parameter(torch.randn(4, 3))

        def forward(self, x: Tensor) -> Tensor:
            places = torch.arange(4).to(x.dtype).reshape(4, 1) * 2 + 1
            return x @ (self.weight * places).T

    x, network = torch.randn(4, 3), Shapes()
    graph = to_graph(network, {"x": x}, ["y"], {"x": {0: "batch"}})
    assert not {"Range", "Cast", "Reshape", "Add"} & {node.op_type for node in graph.graph.node}
    assert "weight" in {each.name for each in graph.graph.initializer}
    (y,) = InferenceSession(graph.SerializeToString()).run(None, {"x": x.numpy()})
    torch.testing.assert_close(torch.from_numpy(y), network(x))
