"""Versions: the person's own styles as trees, each under the one that it was refined from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.styles import YOURS, Style


@dataclass(frozen=True, slots=True)
class Version:
    """One of the person's own styles in its tree.

    Attributes:
        style: it.
        depth: how many styles above it were refined one after the other, 0 for the first.
        tree: id of the first style of its tree.
    """

    style: Style
    depth: int
    tree: str


def versions(styles: Iterable[Style]) -> tuple[Version, ...]:
    """All of the person's own styles, tree after tree; inside a tree each stands below the one it came from.

    A style that was taught anew under a name that was taken ("Harbour light 2") belongs to the first of that name too,
    though it was not refined from it.
    """
    own = [style for style in styles if style.kind == YOURS]
    above = {style.id: _above(style, own) for style in own}
    found: list[Version] = []
    for root in (style for style in own if above[style.id] is None):
        found += [Version(style, depth, root.id) for style, depth in _below(root, 0, own, above)]
    placed = {version.style.id for version in found}
    return (*found, *(Version(style, 0, style.id) for style in own if style.id not in placed))


def family(style: Style, styles: Iterable[Style]) -> tuple[Style, ...]:
    """The other versions of a style, the newest first."""
    every = versions(styles)
    tree = next((version.tree for version in every if version.style.id == style.id), None)
    others = [version.style for version in every if version.tree == tree and version.style.id != style.id]
    return tuple(sorted(others, key=made, reverse=True))


def made(style: Style) -> float:
    """When a style was learned, seconds since 1970; 0 if nobody noted it."""
    return style.learned.made if style.learned is not None else 0.0


def first_name(name: str) -> str:
    """A name without the number that a version got."""
    stem, _, number = name.rpartition(" ")
    return stem if stem and number.isdecimal() else name


def _above(style: Style, own: list[Style]) -> tuple[Style, int] | None:
    """The style under which one stands, and by how much deeper; None for the first of a tree."""
    parent = style.learned.parent if style.learned is not None else ""
    found = next((each for each in own if each.id == parent and each.id != style.id), None)
    if found is not None and not _leads_to(found, style, own):
        return found, 1
    name = first_name(style.name)
    same = next((each for each in own if name != style.name and each.name == name), None)
    return (same, 0) if same is not None and not _leads_to(same, style, own) else None


def _leads_to(start: Style, end: Style, own: list[Style]) -> bool:
    """Whether following the styles that one came from arrives at another: a file may say anything."""
    known = {each.id: each for each in own}
    seen: set[str] = set()
    now: Style | None = start
    while now is not None and now.id not in seen:
        if now.id == end.id:
            return True
        seen.add(now.id)
        now = known.get(now.learned.parent) if now.learned is not None else None
    return False


def _below(
    style: Style, depth: int, own: list[Style], above: dict[str, tuple[Style, int] | None]
) -> Iterator[tuple[Style, int]]:
    """A style and all under it."""
    yield style, depth
    children = [(each, link[1]) for each in own if (link := above[each.id]) is not None and link[0].id == style.id]
    for child, step in sorted(children, key=lambda found: made(found[0])):
        yield from _below(child, depth + step, own, above)
