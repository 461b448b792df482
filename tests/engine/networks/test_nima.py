"""NIMA: the score, both published forms, their keys and how they pad."""

import numpy as np
import pytest
import torch

from engine.networks.nima import NimaV1, NimaV2, from_keras, score


@pytest.fixture(scope="module")
def first() -> NimaV1:
    torch.manual_seed(0)
    return NimaV1().eval()


@pytest.fixture(scope="module")
def second() -> NimaV2:
    torch.manual_seed(0)
    return NimaV2().eval()


def keras_variables() -> dict[str, np.ndarray]:
    """What idealo's file would hold, with random values, by the names that Keras writes."""
    rng = np.random.default_rng(0)
    blocks = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1)]
    kernels = {"conv1": ("kernel", (3, 3, 3, 32))}
    inputs = 32
    for n, (outputs, _) in enumerate(blocks, 1):
        kernels[f"conv_dw_{n}"] = ("depthwise_kernel", (3, 3, inputs, 1))
        kernels[f"conv_pw_{n}"] = ("kernel", (1, 1, inputs, outputs))
        inputs = outputs
    variables = {}
    for layer, (kind, shape) in kernels.items():
        channels = shape[2] if kind == "depthwise_kernel" else shape[3]
        variables[f"{layer}/{layer}/{kind}:0"] = rng.normal(0, (np.prod(shape[:3])) ** -0.5, shape)
        for name in ("gamma", "beta", "moving_mean", "moving_variance"):
            variables[f"{layer}_bn/{layer}_bn/{name}:0"] = rng.uniform(0.5, 1.5, channels)
    variables["dense_1/dense_1/kernel:0"] = rng.normal(0, 0.03, (1024, 10))
    variables["dense_1/dense_1/bias:0"] = rng.normal(0, 0.1, 10)
    return {name: value.astype(np.float32) for name, value in variables.items()}


def test_a_score_is_the_mean_opinion_and_how_far_opinions_lie_apart() -> None:
    certain, torn = torch.zeros(10), torch.zeros(10)
    certain[6] = 1.0
    torn[[0, 9]] = 0.5
    mean, deviation = score(torch.stack([certain, torn, torch.full((10,), 0.1)]))
    assert mean.tolist() == pytest.approx([7.0, 5.5, 5.5])
    assert deviation.tolist() == pytest.approx([0.0, 4.5, 8.25**0.5])


def test_parameters(first: NimaV1, second: NimaV2) -> None:
    """MobileNet v1 without its top has 3,206,976 that learn; v2 as torchvision has it 2,223,872."""
    assert sum(p.numel() for p in first.parameters()) == 3_206_976 + 10_250
    idle_expansion = 32 * 32 + 2 * 32
    assert sum(p.numel() for p in second.parameters()) == 2_223_872 + idle_expansion + 12_810


def test_opinions_are_shares_and_reach_back_to_the_photo(first: NimaV1, second: NimaV2) -> None:
    for network in (first, second):
        image = torch.rand(1, 3, 60, 91, requires_grad=True)
        opinions = network(image)
        assert opinions.shape == (1, 10)
        assert opinions.sum().item() == pytest.approx(1.0, abs=1e-5)
        score(opinions)[0].sum().backward()
        assert image.grad is not None
        assert image.grad.abs().max() > 0


def test_keys_are_those_of_the_pytorch_port(second: NimaV2) -> None:
    norm = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")
    expected = {"head.2.weight", "head.2.bias"}
    for end in (0, 18):
        expected |= {f"base_model.0.{end}.0.weight", *(f"base_model.0.{end}.1.{kind}" for kind in norm)}
    for block in range(1, 18):
        expected |= {f"base_model.0.{block}.conv.{conv}.weight" for conv in (0, 3, 6)}
        expected |= {f"base_model.0.{block}.conv.{place}.{kind}" for place in (1, 4, 7) for kind in norm}
    assert set(second.state_dict()) == expected
    assert second.state_dict()["head.2.weight"].shape == (10, 1280)


@pytest.mark.parametrize("normalise", [True, False])
def test_photos_are_squashed_and_normalised_only_where_the_scorer_does(second: NimaV2, normalise: bool) -> None:
    seen = []
    with torch.device("meta"):
        network = NimaV2(normalise)
    network.load_state_dict(second.state_dict(), assign=True)
    network.base_model.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    image = torch.full((1, 3, 40, 70), 0.5)
    with torch.no_grad():
        network.eval()(image)
    assert seen[0].shape == (1, 3, 224, 224)
    expected = [(0.5 - 0.485) / 0.229, (0.5 - 0.456) / 0.224, (0.5 - 0.406) / 0.225] if normalise else [0.5] * 3
    assert seen[0][0, :, 100, 100].tolist() == pytest.approx(expected, abs=1e-5)


def test_keras_variables_load_and_no_weight_is_left_over() -> None:
    variables = keras_variables()
    state = from_keras(variables)
    network = NimaV1().eval()
    network.load_state_dict(state)
    kernel = variables["conv_dw_4/conv_dw_4/depthwise_kernel:0"]
    assert torch.equal(network.blocks[3][0].conv.weight[5, 0], torch.from_numpy(kernel[:, :, 5, 0]))
    with torch.no_grad():
        assert network(torch.rand(1, 3, 224, 224)).isfinite().all()


def test_a_missing_keras_variable_is_named() -> None:
    variables = keras_variables()
    del variables["conv_pw_7_bn/conv_pw_7_bn/moving_mean:0"]
    with pytest.raises(KeyError, match="conv_pw_7_bn/moving_mean"):
        from_keras(variables)


def test_the_first_layer_pads_right_and_bottom_only_as_tensorflow_does(first: NimaV1) -> None:
    image = torch.rand(1, 3, 224, 224)
    with torch.no_grad():
        got = first.first(image)[0, :, 0, 0]
        expected = (first.first.conv.weight * image[0, :, :3, :3]).sum((1, 2, 3)) / (1 + 1e-3) ** 0.5
    assert torch.allclose(got, expected.clamp(0, 6), atol=1e-5)
