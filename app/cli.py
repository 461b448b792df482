"""The command line: enhance, styles, inspect, evaluate. Declarations only; the work is in the modules `command_*`.

Progress goes to standard error, answers to standard output. Exit status: 0 all done, 1 some photos were not exported,
2 the command was not understood, 130 interrupted.
"""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from app.command_enhance import DEFAULT_STYLE, DEVICES, Request, enhance_photos
from app.command_inspect import add_style, inspect_file, list_styles, remove_style
from app.command_report import print_line
from engine.checkpoints.layouts.architecture import ENHANCERS
from engine.checkpoints.reading import CHANNELS, LAYOUTS, RANGES
from engine.color import SPACES
from engine.edit import CONTROLS
from engine.export.formats import FORMATS
from engine.export.naming import DEFAULT_TEMPLATE, TOKENS
from engine.export.options import CONFLICTS, METADATA, SHARPEN
from engine.version import VERSION

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)

styles_app = typer.Typer(no_args_is_help=False)
app.add_typer(styles_app, name="styles")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output.")]


def run(arguments: list[str]) -> int:
    """Run one command.

    Args:
        arguments: without the program's name.

    Returns:
        the exit status.
    """
    try:
        app(args=arguments, prog_name="penchant")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BrokenPipeError:
        # Whoever was reading has gone; what is still buffered goes nowhere, without a complaint at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 0


@app.callback(invoke_without_command=True)
def start(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.", is_eager=True)] = False,
) -> None:
    """Photos in the look you love. Without a command, Penchant opens its window."""
    if version:
        print_line(f"Penchant {VERSION}", sys.stdout)
        raise typer.Exit


@app.command()
def enhance(
    photos: Annotated[
        list[str] | None, typer.Argument(metavar="PHOTO|FOLDER...", help="Files and folders; - reads names from input.")
    ] = None,
    style: Annotated[str, typer.Option(help="A name of `penchant styles`; original for none.")] = DEFAULT_STYLE,
    strength: Annotated[float | None, typer.Option(help="0 to 1.5; the style's own unless given.")] = None,
    adjust: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help=f"Any of {', '.join(c.name for c in CONTROLS)}."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Where to; enhanced, beside each photo.")
    ] = None,
    kind: Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help="Kind of file.")] = "jpeg",
    quality: Annotated[int, typer.Option(metavar="1..100", help="Of formats with loss.")] = 90,
    bit_depth: Annotated[int, typer.Option(metavar="8|16", help="Bits a channel; 16 for TIFF, else 8.")] = 0,
    color_space: Annotated[str, typer.Option(metavar="|".join(SPACES), help="Of the result.")] = "srgb",
    long_edge: Annotated[int, typer.Option(metavar="PX", help="Longest side; never enlarges.")] = 0,
    sharpen: Annotated[str, typer.Option(metavar="|".join(SHARPEN), help="Sharpening of the result.")] = "none",
    metadata: Annotated[str, typer.Option(metavar="|".join(METADATA), help="What the file says.")] = "keep",
    strip_gps: Annotated[bool, typer.Option("--strip-gps", help="Do not say where photos were taken.")] = False,
    on_conflict: Annotated[str, typer.Option(metavar="|".join(CONFLICTS), help="If a name is taken.")] = "unique",
    template: Annotated[
        str,
        typer.Option(
            metavar="NAME", help=f"Of {', '.join(f'{{{t}}}' for t in TOKENS)}; {DEFAULT_TEMPLATE} unless given."
        ),
    ] = "",
    recursive: Annotated[bool, typer.Option("--recursive", help="Also photos in sub-folders.")] = False,
    device: Annotated[str, typer.Option(metavar="|".join(DEVICES), help="Where styles run.")] = "auto",
    jobs: Annotated[int, typer.Option(min=0, help="Photos at a time; 0 for one a processor.")] = 0,
    resume: Annotated[Path | None, typer.Option(metavar="JOURNAL", help="Take a run up again.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the names and write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Enhance photos into new files; originals are never changed. Photos of a folder keep their names."""
    request = Request(
        photos=tuple(photos or ()),
        style=style,
        strength=strength,
        adjust=tuple(adjust or ()),
        output=output,
        format=kind,
        quality=quality,
        bit_depth=bit_depth,
        space=color_space,
        long_edge=long_edge,
        sharpen=sharpen,
        metadata="no_location" if strip_gps and metadata == "keep" else metadata,
        on_conflict=on_conflict,
        template=template,
        recursive=recursive,
        device=device,
        workers=jobs,
        resume=resume,
        dry_run=dry_run,
        as_json=as_json,
    )
    raise typer.Exit(enhance_photos(request))


@styles_app.callback(invoke_without_command=True)
def styles(context: typer.Context, as_json: AsJson = False) -> None:
    """List the styles that photos can be given; add one, or remove one that was added."""
    if context.invoked_subcommand is None:
        raise typer.Exit(list_styles(as_json=as_json))


@styles_app.command()
def add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A style, a checkpoint, ONNX or TorchScript.")],
    name: Annotated[str, typer.Option(help="What the style is called.")],
    kind: Annotated[str, typer.Option(metavar="|".join(ENHANCERS), help="Found out unless given.")] = "",
    input_range: Annotated[str, typer.Option(metavar="|".join(RANGES), help="If it was found out wrongly.")] = "",
    output_range: Annotated[str, typer.Option(metavar="|".join(RANGES), help="The same of its answer.")] = "",
    channels: Annotated[str, typer.Option(metavar="|".join(CHANNELS), help="The same of its colours.")] = "",
    layout: Annotated[str, typer.Option(metavar="|".join(LAYOUTS), help="The same of its axes.")] = "",
    licence: Annotated[str, typer.Option(help="Of the weights, if you know it.")] = "",
) -> None:
    """Make a style of a file; the file itself is left as it is."""
    corrections = {"input_range": input_range, "output_range": output_range, "channels": channels, "layout": layout}
    raise typer.Exit(add_style(file, name, kind=kind, corrections=corrections, licence=licence))


@styles_app.command()
def remove(name: Annotated[str, typer.Argument(help="A style that was added.")]) -> None:
    """Put an added style into the trash of its folder."""
    raise typer.Exit(remove_style(name))


@app.command()
def inspect(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A style, a checkpoint, ONNX or TorchScript.")],
    as_json: AsJson = False,
) -> None:
    """Say what a file is, how it is read, and whether it can be used as a style."""
    raise typer.Exit(inspect_file(file, as_json=as_json))


@app.command()
def evaluate(
    style: Annotated[
        list[str], typer.Option(help="A name of `penchant styles`, or original; several by comma or again.")
    ],
    raw: Annotated[Path | None, typer.Option(metavar="DIR", help="Photos as they were.")] = None,
    target: Annotated[Path | None, typer.Option(metavar="DIR", help="The same names, as they should be.")] = None,
    photos: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Photos without targets, in place of pairs.")
    ] = None,
    strength: Annotated[float | None, typer.Option(help="0 to 1.5; the style's own unless given.")] = None,
    tags: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where FiveK's categories.txt or JSON files are.")
    ] = None,
    niqe: Annotated[Path | None, typer.Option(metavar="FILE", help="NIQE's parameters (.npz).")] = None,
    nima: Annotated[Path | None, typer.Option(metavar="FILE", help="Weights of a NIMA scorer.")] = None,
    long_edge: Annotated[
        int, typer.Option(metavar="PX", help="Measure at this size; 0 as they are, which is usual for pairs.")
    ] = -1,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page (.html), and .json beside it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure styles on pairs (how near they come) or on photos alone, photo by photo and mean with 95 % intervals."""
    from app.command_evaluate import Request as Evaluation
    from app.command_evaluate import evaluate_styles

    asked = Evaluation(
        tuple(style), raw, target, photos, strength, tags, niqe, nima, long_edge, report=report, as_json=as_json
    )
    raise typer.Exit(evaluate_styles(asked))
