"""MDIE: one generator for colour, noise and texture, on albedo and shading (Huang and Liu's thesis, part B).

    python main.py train domains --good DIR

Good photos are worn down on the fly, so that each quality is high or low and known. First F and F' learn to take photos
apart and together ("intrinsic_steps"); then generator and discriminator join, and all learn together. The weights are
the options "adversarial", "class" and "cycle" (1, 1 and 10 in the thesis). With "composed" 0 every photo belongs to one
of three simulated sets and only that set's label is known, as in the thesis. The thesis has no pairs; we know the photo
before it was worn down, and with the weight "paired" a photo that was asked to become all high has to become it.

The thesis pre-trains F on MPI Sintel, which is not at hand: albedo and shading are pulled, weakly, to what a smooth
shading would leave (Land and McCann's Retinex), which keeps A = photo, S = 1 from being an answer.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.errors import TrainingError
from engine.networks.multi_domain import MultiDomainDiscriminator, label_vector
from engine.networks.multi_domain_enhancer import MultiDomainEnhancer
from training.compute import Compute, computing
from training.course import Phase, Seen
from training.data.degraded import Domains, LabelledBatch, stack_labelled
from training.data.loader import batches
from training.data.sampler import Sampler
from training.loop import learn
from training.losses import LOSSES
from training.networks import start_from, write_style
from training.plan import TrainingPlan
from training.presets import DOMAINS, completed, with_steps
from training.progress import Progress, Report
from training.sources import THREADS, cache_of, photos_of, split_photos_of, tell_notes, view_of, whole_view

ARCHITECTURE = "mdie"
LABEL_STREAM = 13
WHOLE_SIDE = 64
"""F halves a photo five times; of smaller ones a single value would be left to be normalised."""
CAUTION = 0.05
"""Share of the rate that the generator's last layer has: it adds up a thousand values that are never negative, so that
Adam, which moves all its weights alike at first, would throw photos far off and the layers before would fall silent."""
WEIGHTS = {
    "adversarial": 1.0,
    "class": 1.0,
    "cycle": 10.0,
    "paired": 0.0,
    "reconstruction": 10.0,
    "product": 0.1,
    "retinex": 0.1,
}


def run(plan: TrainingPlan, report: Report) -> None:
    """Run a plan of the program "domains".

    Raises:
        PenchantError: the plan, its photos or what is computed cannot be gone on with.
    """
    plan = completed(plan, DOMAINS)
    with computing(plan) as compute:
        if plan.size < WHOLE_SIDE and plan.batch < 2 * compute.world:
            raise TrainingError(f"With one photo a process, pictures have to be at least {WHOLE_SIDE} pixels.")

        def tell(sentence: str) -> None:
            report(Progress(0, plan.steps, 0.0, kind="note", message=sentence))

        cache = cache_of(plan)
        photos = photos_of(plan, "good", view_of(plan), cache, tell_notes(compute, tell))
        learned, held = split_photos_of(plan, photos, whole_view(plan), cache)
        plan = with_steps(plan, len(learned))
        composed = bool(plan.option("composed", 1))
        held_out = Domains(held) if held else None
        learn(DomainsCourse(plan, compute, Domains(learned, composed=composed), held_out), plan, compute, report)


class DomainsCourse:
    """What the loop asks for."""

    def __init__(self, plan: TrainingPlan, compute: Compute, learned: Domains, held: Domains | None) -> None:
        """Networks with the plan's seed, and their photos.

        Args:
            plan: complete.
            compute: where.
            learned: photos to learn from.
            held: photos to measure by.
        """
        torch.manual_seed(plan.seed)
        self.plan, self.compute, self.learned, self.held = plan, compute, learned, held
        enhancer = MultiDomainEnhancer(**plan.arguments)
        start_from(enhancer, plan)
        layers = max(2, min(6, plan.size.bit_length() - 3))
        judge = MultiDomainDiscriminator(3, int(plan.option("adversary_width", 64)), layers)
        self.result = enhancer
        self.networks: dict[str, nn.Module] = {"enhancer": enhancer, "discriminator": judge}
        for network in self.networks.values():
            network.to(compute.device)
        apart = [*enhancer.intrinsic.parameters(), *enhancer.recomposition.parameters()]
        begins = int(plan.option("intrinsic_steps", max(1, plan.steps // 5)))
        self._generator = GeneratorLoss(enhancer, judge, plan, compute)
        adam, betas = torch.optim.Adam, (plan.option("beta1", 0.5), 0.999)
        self.phases = (
            Phase("intrinsic", IntrinsicLoss(enhancer, plan, compute), adam(apart), end=begins),
            Phase(
                "discriminator",
                DiscriminatorLoss(enhancer, judge, plan, compute),
                adam(judge.parameters(), betas=betas),
                first=begins,
                judges=True,
            ),
            Phase("generator", self._generator, adam(_groups(enhancer), betas=betas), first=begins),
        )

    def batches(self, steps: range) -> Iterator[LabelledBatch]:
        """Photos with their labels, on the device."""
        sampler = Sampler(len(self.learned), self.plan.seed)
        where: dict[str, Any] = {"rank": self.compute.rank, "world": self.compute.world, "threads": THREADS}
        for batch in batches(self.learned, sampler, stack_labelled, self.plan.batch, steps=steps, **where):
            photos, clean, labels, known = self.compute.to(batch.photos, batch.clean, batch.labels, batch.known)
            yield LabelledBatch(photos, clean, labels, known, batch.names)

    def seen(self) -> Seen | None:
        """The photos of the last step, once the generator learns."""
        return self._generator.last

    def state(self) -> dict[str, Any]:
        """Nothing but networks and optimisers."""
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Nothing."""

    def check(self, result: nn.Module) -> dict[str, float]:
        """Mean PSNR, in dB, of worn photos improved in all, against the photos before they were worn down."""
        if self.held is None:
            return {}
        found = []
        for batch in batches(
            self.held, Sampler(len(self.held), shuffled=False), stack_labelled, 1, steps=range(len(self.held))
        ):
            photos, clean = self.compute.to(batch.photos, batch.clean)
            with self.compute.networks():
                made = result(photos).float().clamp(0, 1)
            found.append(
                [float(-10 * torch.log10((x - clean).square().mean().clamp_min(1e-8))) for x in (made, photos)]
            )
        psnr, before = np.mean(found, 0)
        return {"psnr": round(float(psnr), 3), "psnr_before": round(float(before), 3)}

    def enhance(self, result: nn.Module, photo: Tensor) -> Tensor:
        """A photo improved in all."""
        with self.compute.networks():
            enhanced: Tensor = result(photo).float()
        return enhanced

    def write(self, path: Path, result: nn.Module, card: Mapping[str, Any]) -> None:
        """Write the style."""
        told = {**card, "data": f"{len(self.learned)} good photos, worn down on the fly (simulated)"}
        write_style(path, result, ARCHITECTURE, self.plan.arguments, self.plan.name, told)


def _groups(enhancer: MultiDomainEnhancer) -> list[dict[str, Any]]:
    """The parameters with the share of the rate that each group has."""
    last = dict(enhancer.generator.last.named_parameters(prefix="generator.last"))
    others = [parameter for name, parameter in enhancer.named_parameters() if name not in last]
    return [{"params": others}, {"params": [*last.values()], "share": CAUTION}]


class IntrinsicLoss(nn.Module):
    """F and F' on their own: albedo and shading make the photo again."""

    def __init__(self, enhancer: MultiDomainEnhancer, plan: TrainingPlan, compute: Compute) -> None:
        super().__init__()
        self.intrinsic, self.recomposition = enhancer.intrinsic, enhancer.recomposition
        self._plan, self._compute = plan, compute

    def forward(self, batch: LabelledBatch, step: int) -> dict[str, Tensor]:
        """The terms, weighted; photos of low and of high quality count alike."""
        del step
        with self._compute.networks():
            (low_parts, low), (high_parts, high) = (self._again(photos) for photos in (batch.photos, batch.clean))
        terms = intrinsic_terms(batch.photos, low_parts, low, self._plan)
        for name, value in intrinsic_terms(batch.clean, high_parts, high, self._plan).items():
            terms[name] = terms[name] + value
        return terms

    def _again(self, photos: Tensor) -> tuple[tuple[Tensor, Tensor], Tensor]:
        albedo, shading = (part.float() for part in self.intrinsic(photos))
        return (albedo, shading), self.recomposition(albedo, shading).float()


class GeneratorLoss(nn.Module):
    """The generator, and F and F' with it: liked by the discriminator, of the wanted domain, and reversible."""

    def __init__(
        self, enhancer: MultiDomainEnhancer, judge: MultiDomainDiscriminator, plan: TrainingPlan, compute: Compute
    ) -> None:
        super().__init__()
        self.enhancer = enhancer
        self._judge = (judge,)
        self._plan, self._compute = plan, compute
        self.last: Seen | None = None

    def forward(self, batch: LabelledBatch, step: int) -> dict[str, Tensor]:
        """The terms, weighted."""
        wanted = wanted_labels(batch, self._plan.seed, step, self._compute.rank)
        enhancer = self.enhancer
        with self._compute.networks():
            albedo, shading = (part.float() for part in enhancer.intrinsic(batch.photos))
            parts = torch.cat([albedo, shading], 1)
            made = enhancer.generator(parts, label_vector(wanted, batch.known)).float()
            returned = enhancer.generator(made, label_vector(batch.labels, batch.known)).float()
            rebuilt = enhancer.together(parts).float()
            output = enhancer.answer(batch.photos, rebuilt, enhancer.together(made).float())
            source, attributes = (scores.float() for scores in self._judge[0](output))
        self.last = Seen(batch.photos, output.detach())
        terms = {
            "adversarial": LOSSES["log_gan_generator"](source),
            "class": LOSSES["domain"](attributes, wanted, batch.known),
            "cycle": LOSSES["cycle"](parts, returned),
        }
        if _weight(self._plan, "paired"):
            terms["paired"] = far_from_clean(output, batch.clean, wanted)
        weighted = {name: _weight(self._plan, name) * value for name, value in terms.items()}
        return weighted | intrinsic_terms(batch.photos, (albedo, shading), rebuilt, self._plan)


class DiscriminatorLoss(nn.Module):
    """Real or made, and of which domain the real ones are."""

    def __init__(
        self, enhancer: MultiDomainEnhancer, judge: MultiDomainDiscriminator, plan: TrainingPlan, compute: Compute
    ) -> None:
        super().__init__()
        self.judge = judge
        self._enhancer = (enhancer,)
        self._plan, self._compute = plan, compute

    def forward(self, batch: LabelledBatch, step: int) -> dict[str, Tensor]:
        """The terms, weighted."""
        wanted = wanted_labels(batch, self._plan.seed, step, self._compute.rank)
        with self._compute.networks():
            with torch.no_grad():
                made = self._enhancer[0](batch.photos, label_vector(wanted, batch.known)).float()
            real, attributes = (scores.float() for scores in self.judge(batch.photos))
            fake = self.judge(made)[0].float()
        return {
            "discriminator": _weight(self._plan, "adversarial") * LOSSES["log_gan_discriminator"](real, fake),
            "class_of_real": _weight(self._plan, "class") * LOSSES["domain"](attributes, batch.labels, batch.known),
        }


def wanted_labels(batch: LabelledBatch, seed: int, step: int, rank: int = 0) -> Tensor:
    """What the generator is asked for, (N, 3): everything high for half of the photos, else another photo's labels."""
    rng = np.random.default_rng((seed, LABEL_STREAM, step, rank))
    order = torch.from_numpy(rng.permutation(len(batch.labels))).to(batch.labels.device)
    all_of_it = torch.from_numpy(rng.random(len(batch.labels)) < 0.5).to(batch.labels.device)
    return torch.where(all_of_it[:, None], torch.ones_like(batch.labels), batch.labels[order])


def intrinsic_terms(
    photos: Tensor, parts: tuple[Tensor, Tensor], rebuilt: Tensor, plan: TrainingPlan
) -> dict[str, Tensor]:
    """That the parts make the photo again, that they are nearly its factors, and that shading is smooth."""
    albedo, shading = parts
    smooth = smooth_shading(photos)
    terms = {
        "reconstruction": LOSSES["mse"](rebuilt, photos),
        "product": LOSSES["intrinsic_product"](photos, albedo, shading),
        "retinex": LOSSES["intrinsic_supervised"](albedo, shading, (photos / smooth).clamp(0, 1), smooth),
    }
    return {name: _weight(plan, name) * value for name, value in terms.items()}


def smooth_shading(photos: Tensor) -> Tensor:
    """Light as it might fall: the strongest channel, seen through a blur of an eighth of the photo; (N, 3, h, w)."""
    height, width = photos.shape[2:]
    strongest = photos.amax(1, keepdim=True)
    coarse = functional.interpolate(strongest, (8, 8), mode="bilinear", antialias=True)
    smooth = functional.interpolate(coarse, (height, width), mode="bilinear")
    return smooth.clamp(0.05, 1).expand(-1, 3, -1, -1)


def far_from_clean(output: Tensor, clean: Tensor, wanted: Tensor) -> Tensor:
    """Mean absolute error of what was to become all high: of these photos it is known what they were; 0 of no photo."""
    asked = wanted.amin(1).view(-1, 1, 1, 1)
    return ((output - clean).abs() * asked).mean() / asked.mean().clamp_min(1 / len(asked))


def _weight(plan: TrainingPlan, name: str) -> float:
    return plan.option(name, WEIGHTS[name])
