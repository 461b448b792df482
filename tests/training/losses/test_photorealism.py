"""The matting Laplacian against the dense matrix of Levin et al."""

import numpy as np
import pytest
import torch
from torch import Tensor

from tests.conftest import make_photo
from training.losses.photorealism import MattingLaplacian, photorealism_loss

HEIGHT, WIDTH = 9, 11


def photo(height: int = HEIGHT, width: int = WIDTH) -> Tensor:
    return torch.from_numpy(make_photo(height, width) / 255).permute(2, 0, 1)[None]


def rand(*shape: int, seed: int = 1) -> Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def dense(image: np.ndarray, epsilon: float) -> np.ndarray:
    """Sum over windows of delta - (1 + (I_i - mean)^T (Cov + eps / 9)^-1 (I_j - mean)) / 9, entry by entry."""
    height, width, _ = image.shape
    index = np.arange(height * width).reshape(height, width)
    matrix = np.zeros((height * width,) * 2)
    for y in range(height - 2):
        for x in range(width - 2):
            window = index[y : y + 3, x : x + 3].ravel()
            colours = image.reshape(-1, 3)[window]
            centred = colours - colours.mean(0)
            inverse = np.linalg.inv(centred.T @ centred / 9 + epsilon / 9 * np.eye(3))
            matrix[np.ix_(window, window)] += np.eye(9) - (1 + centred @ inverse @ centred.T) / 9
    return matrix


@pytest.mark.parametrize("epsilon", [1e-7, 1e-3])
def test_it_is_the_dense_matrix(epsilon: float) -> None:
    image, values = photo(), rand(1, 2, HEIGHT, WIDTH)
    matrix = dense(image[0].permute(1, 2, 0).numpy(), epsilon)
    expected = (matrix @ values[0].reshape(2, -1).numpy().T).T.reshape(2, HEIGHT, WIDTH)
    assert np.allclose(MattingLaplacian(image, epsilon=epsilon)(values)[0], expected, atol=1e-9)


def test_the_loss_and_its_gradient_are_those_of_the_dense_matrix() -> None:
    image, output = photo(), rand(1, 3, HEIGHT, WIDTH).requires_grad_()
    matrix = dense(image[0].permute(1, 2, 0).numpy(), 1e-7)
    flat = output.detach().reshape(3, -1).numpy()
    loss = photorealism_loss(output, laplacian=MattingLaplacian(image))
    loss.backward()
    assert loss.item() == pytest.approx(sum(v @ matrix @ v for v in flat), rel=1e-9)
    assert np.allclose(output.grad.reshape(3, -1), 2 * flat @ matrix, atol=1e-8)  # type: ignore[union-attr]


def test_constants_and_affine_maps_of_the_colours_cost_nothing() -> None:
    image = photo(24, 30)
    laplacian = MattingLaplacian(image)
    mixed = torch.einsum("oc,nchw->nohw", rand(3, 3, seed=2), image) + 0.2
    assert laplacian(torch.full_like(image, 0.3)).abs().max() < 1e-9
    assert photorealism_loss(mixed, laplacian=laplacian) < 1e-3
    assert photorealism_loss(rand(*image.shape), laplacian=laplacian) > 10


def test_it_is_symmetric_and_no_energy_is_below_zero() -> None:
    laplacian = MattingLaplacian(photo())
    first, second = rand(1, 1, HEIGHT, WIDTH), rand(1, 1, HEIGHT, WIDTH, seed=2)
    assert (first * laplacian(second)).sum().item() == pytest.approx((second * laplacian(first)).sum().item())
    basis = torch.eye(HEIGHT * WIDTH, dtype=torch.float64).reshape(1, -1, HEIGHT, WIDTH)
    matrix = laplacian(basis).reshape(HEIGHT * WIDTH, -1)
    assert torch.linalg.eigvalsh((matrix + matrix.T) / 2).min() > -1e-9


def test_several_pictures_have_the_mean_of_each() -> None:
    images = torch.cat([photo(), photo().flip(-1).square()])
    outputs = rand(2, 3, HEIGHT, WIDTH)
    each = [
        photorealism_loss(o[None], laplacian=MattingLaplacian(i[None])) for o, i in zip(outputs, images, strict=True)
    ]
    both = photorealism_loss(outputs, laplacian=MattingLaplacian(images))
    assert both.item() == pytest.approx((each[0] + each[1]).item() / 2)


def test_single_precision_is_kept_outside_and_double_inside() -> None:
    image = photo(24, 30)
    output = (image * 0.7 + 0.1).float().requires_grad_()
    loss = photorealism_loss(output, laplacian=MattingLaplacian(image.float()))
    loss.backward()
    assert loss.dtype == torch.float32
    assert loss.item() < 1e-3
    assert output.grad is not None
    assert output.grad.isfinite().all()
