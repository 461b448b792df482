"""A network cut where it has to wait for what its layers are told of the whole photo.

Gathering moments stage by stage would run the network from its beginning in every stage. Between two stages only a few
features are still needed, though: those that a layer waiting for its moments is given, and those that go around it. A
segment takes these of one tile and goes on to the next layers that wait, so that all stages together cost one run.

Segments are found from the network's graph (torch.fx). A network whose forward decides by values or sizes has none.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, fx, nn

from engine.networks.whole import Moments, Place, WholeLayer, WholeNetwork

Features = tuple[Tensor, ...]
_TRIAL_SIDE = 64


@dataclass(frozen=True, slots=True)
class Segment:
    """The layers between two stages.

    Attributes:
        run: from the features kept before it to those it gives; the first takes the photo.
        first_call: the number of its first layer that may be told something.
        asked: for each layer of the stage at its end, the number of its call and the place of its input in what `run`
            gives.
        kept: how many of what `run` gives, from the first on, the next segment takes.
    """

    run: Callable[..., Features]
    first_call: int
    asked: tuple[tuple[int, int], ...]
    kept: int

    def carry(self, network: WholeNetwork, given: Features, moments: dict[int, Moments], place: Place) -> Features:
        """Go on with one tile, and take the inputs of the stage into `moments`.

        Args:
            network: the one that the segment is of.
            given: the photo's tile (1, 3, h, w), or what the segment before gave.
            moments: of all stages before.
            place: of the tile.

        Returns:
            what the next segment takes.
        """
        made = network.within(lambda: self.run(*given), moments, place, self.first_call)
        for call, index in self.asked:
            network.take(call, made[index], moments, place)
        return made[: self.kept]


class _Tracer(fx.Tracer):
    """Looks into everything but layers, those that may be told something included."""

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        return isinstance(m, WholeLayer) or super().is_leaf_module(m, module_qualified_name)


def segments_of(network: WholeNetwork) -> tuple[Segment, ...]:
    """One segment for each stage; none if the network cannot be cut."""
    try:
        graph = _Tracer().trace(network.module)
        found = _segments(network, graph)
        bytes_kept(network, found)
    except Exception as problem:  # noqa: BLE001 - a forward may do anything with what it takes for a picture
        logging.getLogger(__name__).info("%s is not cut: %r", type(network.module).__name__, problem)
        return ()
    return found


def bytes_kept(network: WholeNetwork, segments: Sequence[Segment]) -> float:
    """How many bytes are kept for each pixel of a tile between two segments, at most; found with a small picture."""
    side = max(_TRIAL_SIDE, 4 * network.multiple)
    like = next(network.module.parameters(), torch.zeros(1))
    place = Place((0, 0, side, side), (0, 0, side, side), (side, side))
    given: Features = (torch.rand(1, 3, side, side).to(like),)
    moments: dict[int, Moments] = {}
    counts = []
    for segment in segments:
        given = segment.carry(network, given, moments, place)
        counts.append(sum(value.nbytes for value in given) / side**2)
    return max(counts, default=0.0)


def _segments(network: WholeNetwork, graph: fx.Graph) -> tuple[Segment, ...]:
    """
    Raises:
        ValueError: the graph is not of the kind that can be cut.
    """
    calls = [node for node in graph.nodes if _is_told(node, network.module)]
    waiting = [[(call, calls[call].all_input_nodes[0]) for call in stage] for stage in network.stages]
    level = _levels(graph, {calls[call]: number for number, stage in enumerate(network.stages) for call in stage})
    needed = _needed([node for stage in waiting for _, node in stage])
    when = _times(graph, needed, level, {node: number for number, stage in enumerate(waiting) for _, node in stage})
    photo = [node for node in graph.nodes if node.op == "placeholder"]
    of_photo = _made_from(graph, photo)
    if len(photo) != 1 or any(level[node] != n for n, stage in enumerate(waiting) for _, node in stage):
        raise ValueError("more than a photo goes in, or stages are not as they were found")
    found, kept = [], photo
    for number, stage in enumerate(waiting):
        later = {node for node in needed if when[node] > number}
        left = [n for n in graph.nodes if n in needed & of_photo and when[n] <= number and later & n.users.keys()]
        gives = [*left, *(node for node in dict.fromkeys(node for _, node in stage) if node not in left)]
        new = {node for node in needed if when[node] == number or node not in of_photo}.difference(kept)
        own = [call for call, node in enumerate(calls) if node in new]
        if own != list(range(own[0], own[-1] + 1) if own else ()):
            raise ValueError("layers are called in another order")
        run = _cut(network.module, kept, [node for node in graph.nodes if node in new], gives)
        asked = tuple((call, gives.index(node)) for call, node in stage)
        found.append(Segment(run, own[0] if own else 0, asked, len(left)))
        kept = left
    return tuple(found)


def _is_told(node: fx.Node, module: nn.Module) -> bool:
    return node.op == "call_module" and isinstance(module.get_submodule(str(node.target)), WholeLayer)


def _levels(graph: fx.Graph, told: dict[fx.Node, int]) -> dict[fx.Node, int]:
    """How many stages have to be over before a value can be made."""
    level: dict[fx.Node, int] = {}
    for node in graph.nodes:
        before = max((level[other] for other in node.all_input_nodes), default=0)
        level[node] = max(before, told[node] + 1) if node in told else before
    return level


def _times(
    graph: fx.Graph, needed: set[fx.Node], level: dict[fx.Node, int], waiting: dict[fx.Node, int]
) -> dict[fx.Node, int]:
    """The segment in which each value is made: as late as possible, so that little is kept for later."""
    when: dict[fx.Node, int] = {}
    for node in reversed(graph.nodes):
        if node in needed:
            users = [when[user] for user in node.users if user in needed]
            when[node] = max(level[node], min([*users, *([waiting[node]] if node in waiting else [])]))
    return when


def _needed(wanted: Iterable[fx.Node]) -> set[fx.Node]:
    """Values, and all that they are made from."""
    found: set[fx.Node] = set()
    waiting = list(wanted)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += node.all_input_nodes
    return found


def _made_from(graph: fx.Graph, first: Iterable[fx.Node]) -> set[fx.Node]:
    """All values that depend on some; the others are of the network alone, and made wherever they are used."""
    found = set(first)
    for node in graph.nodes:
        if not found.isdisjoint(node.all_input_nodes):
            found.add(node)
    return found


def _cut(
    module: nn.Module, takes: Sequence[fx.Node], body: Sequence[fx.Node], gives: Sequence[fx.Node]
) -> Callable[..., Features]:
    """A part of a network's graph as a function."""
    part = fx.Graph()
    copies: dict[fx.Node, fx.Node] = {node: part.placeholder(f"given_{i}") for i, node in enumerate(takes)}
    for node in body:
        copies[node] = part.node_copy(node, lambda other: copies[other])
    part.output(tuple(copies[node] for node in gives))
    return fx.GraphModule(module, part)
