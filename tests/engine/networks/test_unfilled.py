import subprocess
import sys

import torch
from torch import nn

from engine.networks.can import Can32
from engine.networks.unfilled import unfilled

FIRST_TILE = """
import sys
import numpy as np
import torch
from pathlib import Path
from engine.checkpoints.architectures import TABLE, Recognised, build
from engine.networks.whole import Place, WholeNetwork

asked = {"csrnet": {"width": 8, "condition": 4}, "zero_dce": {"separable": False, "scale": 1},
         "stargan": {"domains": 2, "width": 4, "blocks": 1}, "uegan": {"width": 8}}
for architecture in TABLE:
    if architecture.name in ("nima", "vgg19", "uegan_discriminator"):
        continue
    arguments = asked.get(architecture.name, {})
    state = {name: value.numpy() for name, value in architecture.build(**arguments).state_dict().items()}
    module = build(Path("made"), Recognised(architecture, arguments, state))
    if architecture.name in ("can32", "dped_plus", "uegan"):
        whole = WholeNetwork(module)
        place = Place((0, 0, 64, 64), (0, 0, 32, 32), (96, 96))
        moments = {}
        for stage in whole.stages:
            whole.gather(torch.rand(1, 3, 64, 64), moments, stage, place)
        whole.told(torch.rand(1, 3, 64, 64), moments, place)
print(*(name for name in ("sympy", "torch._dynamo") if name in sys.modules))
"""


def test_nothing_of_a_network_waits_for_the_compiler_of_torch() -> None:
    # What a first tile asks of torch, in a process in which nothing else has asked.
    asked = [sys.executable, "-c", FIRST_TILE]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stdout + done.stderr


def test_weights_have_shapes_and_no_memory() -> None:
    with unfilled():
        made = Can32()
        trunk = nn.init.trunc_normal_(torch.empty(3, 3))
    assert all(parameter.is_meta for parameter in made.parameters())
    assert [p.shape for p in made.parameters()] == [p.shape for p in Can32().parameters()]
    assert trunk.is_meta


def test_afterwards_weights_begin_as_they_always_do() -> None:
    with unfilled():
        Can32()
    weights = torch.zeros(50)
    nn.init.normal_(weights)
    assert weights.std() > 0.1
