"""Where a training computes: device, precision, and how many processes share the work.

Started by torchrun, every process has a part of each batch and DistributedDataParallel averages the gradients, so the
processes together take the step that one process with the whole batch would take. The first writes all files.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, distributed, nn
from torch.distributed.nn.functional import all_gather
from torch.nn.parallel import DistributedDataParallel

from engine.errors import TrainingError
from training.plan import TrainingPlan


@dataclass(frozen=True, slots=True)
class Compute:
    """What a process computes on.

    Attributes:
        device: of all tensors.
        half: networks compute in bfloat16; weights, losses and what is summed stay in single precision.
        rank: which process this is.
        world: how many there are.
    """

    device: torch.device
    half: bool = False
    rank: int = 0
    world: int = 1

    @property
    def is_writer(self) -> bool:
        """Whether this process writes the files."""
        return self.rank == 0

    def networks(self) -> AbstractContextManager[Any]:
        """Within this, networks compute in the precision of the plan; what they answer is brought back by `float`."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.half)

    def shared(self, module: nn.Module) -> nn.Module:
        """A module whose gradients are averaged over all processes; the module itself if there is but one."""
        if self.world == 1:
            return module
        if self.device.type == "cuda":
            module = nn.SyncBatchNorm.convert_sync_batchnorm(module)  # type: ignore[no-untyped-call]
        return DistributedDataParallel(module, find_unused_parameters=True)

    def mean(self, values: Tensor) -> Tensor:
        """Mean over the processes, of numbers that each has; the same in all of them."""
        if self.world > 1:
            values = values.clone()
            distributed.all_reduce(values)
            values /= self.world
        return values

    def all_of(self, values: Tensor) -> Tensor:
        """The parts (N, ...) of a batch of all processes behind each other; gradients find their way back.

        A loss of these is the loss of the whole batch in every process, and the mean of its gradients over the
        processes is that of one process with the whole batch.
        """
        if self.world == 1:
            return values
        return torch.cat(list(all_gather(values.contiguous())))  # type: ignore[no-untyped-call]

    def gather(self, own: Any) -> list[Any]:
        """What each process has, in the first; in the others the list holds nothing of use."""
        if self.world == 1:
            return [own]
        found: list[Any] = [None] * self.world
        distributed.gather_object(own, found if self.is_writer else None)
        return found

    def to(self, *tensors: Tensor) -> Sequence[Tensor]:
        """Tensors on the device."""
        return [tensor.to(self.device, non_blocking=True) for tensor in tensors]


@contextmanager
def computing(plan: TrainingPlan) -> Iterator[Compute]:
    """Where this process computes, by the plan and by torchrun's variables if it was started by that.

    Raises:
        TrainingError: the device is not here, or the batch cannot be shared evenly.
    """
    world, rank = int(os.environ.get("WORLD_SIZE", "1")), int(os.environ.get("RANK", "0"))
    device = choose_device(plan.device, int(os.environ.get("LOCAL_RANK", "0")))
    if plan.batch % world:
        raise TrainingError(f"A batch of {plan.batch} photos cannot be shared evenly by {world} processes.")
    compute = Compute(device, plan.precision == "half", rank, world)
    if world == 1:
        yield compute
        return
    distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    try:
        yield compute
    finally:
        distributed.destroy_process_group()


def choose_device(name: str, local_rank: int = 0) -> torch.device:
    """The device of a plan.

    Args:
        name: "auto" takes a graphics card if there is one.
        local_rank: which of this machine's processes asks; each has a card of its own.

    Raises:
        TrainingError: it is not here.
    """
    has_cuda, has_mps = torch.cuda.is_available(), torch.backends.mps.is_available()
    if (name == "cuda" and not has_cuda) or (name == "mps" and not has_mps):
        raise TrainingError("This computer has no such graphics card. Choose the device cpu or auto.", subject=name)
    if name == "cuda" or (name == "auto" and has_cuda):
        device = torch.device("cuda", local_rank)
        torch.cuda.set_device(device)
        return device
    return torch.device("mps" if name == "mps" else "cpu")


def memory_in_use(device: torch.device) -> int:
    """Most bytes that were in use so far: of the graphics card, or of the process."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    import psutil

    return int(psutil.Process().memory_info().rss)
