"""The command line of likes: declarations only; the work is in `app.commands.likes`."""

from pathlib import Path
from typing import Annotated

import typer

likes_app = typer.Typer(no_args_is_help=True)

Photos = Annotated[list[str], typer.Argument(metavar="PHOTO|FOLDER...", help="Files and folders; - reads names.")]
Recursive = Annotated[bool, typer.Option("--recursive", help="Also photos in sub-folders.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output.")]


@likes_app.callback()
def likes() -> None:
    """Pictures you love: what a style of your own is taught from."""


@likes_app.command()
def add(
    photos: Photos,
    only_starred: Annotated[bool, typer.Option("--only-starred", help="Only photos with 4 or 5 stars.")] = False,
    recursive: Recursive = False,
    as_json: AsJson = False,
) -> None:
    """Like photos; finished pictures from anywhere, 800 pixels suffice."""
    from app.commands.likes import add_likes

    raise typer.Exit(add_likes(photos, only_starred=only_starred, recursive=recursive, as_json=as_json))


@likes_app.command()
def remove(photos: Photos, recursive: Recursive = False, as_json: AsJson = False) -> None:
    """Like photos no longer; the files stay where they are."""
    from app.commands.likes import remove_likes

    raise typer.Exit(remove_likes(photos, recursive=recursive, as_json=as_json))


@likes_app.command(name="list")
def show(as_json: AsJson = False) -> None:
    """Print the likes, and say what they can teach."""
    from app.commands.likes import list_likes

    raise typer.Exit(list_likes(as_json=as_json))


@likes_app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Made if it is not there.")], as_json: AsJson = False
) -> None:
    """Copy the likes into a folder; nothing in it is replaced."""
    from app.commands.likes import export_likes

    raise typer.Exit(export_likes(folder, as_json=as_json))
