"""Every loss of the five papers, as a function that holds the whole arithmetic.

Positional parameters are what changes from step to step (pictures, scores, features), keyword-only parameters are
settings. Networks come in as callables, so that no loss depends on weights. `LOSSES` names them all; `make_loss` keeps
one with its settings as a module.
"""

from collections.abc import Callable, Mapping
from typing import Any

from torch import Tensor

from training.losses.adversarial import (
    gradient_penalty,
    hinge_discriminator,
    hinge_generator,
    log_gan_discriminator,
    log_gan_generator,
    relativistic_hinge_discriminator,
    relativistic_hinge_generator,
    uegan_discriminator,
    wgan_discriminator,
)
from training.losses.color import color_loss
from training.losses.combined import color_ssim, mae_nima, mae_ssim, mse_nima
from training.losses.cycle import cycle_loss
from training.losses.domain import domain_loss
from training.losses.dped import content_loss, texture_discriminator, texture_loss, total_variation
from training.losses.fidelity import fidelity_loss
from training.losses.grids import roughness
from training.losses.identity import identity_loss
from training.losses.intrinsic import product_loss, reconstruction_loss, supervised_loss
from training.losses.nima import nima_loss
from training.losses.photorealism import photorealism_loss
from training.losses.pixel import mae, mse
from training.losses.structure import ms_ssim_loss, ssim_loss
from training.losses.style import style_loss
from training.losses.term import Loss

LOSSES: Mapping[str, Callable[..., Tensor]] = {
    "mse": mse,
    "mae": mae,
    "ssim": ssim_loss,
    "ms_ssim": ms_ssim_loss,
    "color": color_loss,
    "mae_ssim": mae_ssim,
    "color_ssim": color_ssim,
    "nima": nima_loss,
    "mae_nima": mae_nima,
    "mse_nima": mse_nima,
    "relativistic_hinge_discriminator": relativistic_hinge_discriminator,
    "relativistic_hinge_generator": relativistic_hinge_generator,
    "uegan_discriminator": uegan_discriminator,
    "hinge_discriminator": hinge_discriminator,
    "hinge_generator": hinge_generator,
    "log_gan_discriminator": log_gan_discriminator,
    "log_gan_generator": log_gan_generator,
    "wgan_discriminator": wgan_discriminator,
    "wgan_generator": hinge_generator,
    "gradient_penalty": gradient_penalty,
    "fidelity": fidelity_loss,
    "identity": identity_loss,
    "content": content_loss,
    "texture": texture_loss,
    "texture_discriminator": texture_discriminator,
    "variation": total_variation,
    "domain": domain_loss,
    "cycle": cycle_loss,
    "reconstruction": reconstruction_loss,
    "intrinsic_product": product_loss,
    "intrinsic_supervised": supervised_loss,
    "style": style_loss,
    "photorealism": photorealism_loss,
    "roughness": roughness,
}


def make_loss(name: str, **settings: Any) -> Loss:
    """A loss of the table with its settings.

    Raises:
        ValueError: there is no such loss.
        TypeError: a setting is unknown or lacking.
    """
    if name not in LOSSES:
        raise ValueError(f"there is no loss {name}; there are {', '.join(LOSSES)}")
    return Loss(LOSSES[name], **settings)


__all__ = ["LOSSES", "Loss", "make_loss"]
