"""The command line. Declarations only; the work is in `app/commands/`.

Progress goes to standard error, answers to standard output. Exit status: 0 all done, 1 some photos were not exported,
2 the command was not understood, 130 interrupted.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from app.cli_likes import likes_app
from app.commands.enhance import DEFAULT_STYLE, DEVICES, Request, enhance_photos
from app.commands.inspect import add_style, inspect_file, list_styles, remove_style
from app.commands.report import print_line
from app.duels.duel import USUAL, DuelWish
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
app.add_typer(likes_app, name="likes")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output.")]


def run(arguments: list[str], open_duel: Callable[[DuelWish], int] | None = None) -> int:
    """Run one command.

    Args:
        arguments: without the program's name.
        open_duel: opens the window on a blind duel; the command line itself knows no window.

    Returns:
        the exit status.
    """
    try:
        app(args=arguments, prog_name="penchant", obj=open_duel)
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


@styles_app.command()
def export(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name of `penchant styles`.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help=".penchant, .cube, .png (Hald).")],
    photos: Annotated[
        list[str] | None, typer.Option(metavar="DIR", help="Yours: tables are sampled over them; one may be shown.")
    ] = None,
    size: Annotated[int, typer.Option(metavar="17|33|65", help="Points along each axis of a .cube file.")] = 33,
    as_json: AsJson = False,
) -> None:
    """Write a style as one small file without photos, or as a table of colours for other programs."""
    from app.commands.styles import export as export_style

    raise typer.Exit(export_style(name, output, photos=photos or (), size=size, as_json=as_json))


@styles_app.command(name="import")
def import_style(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .penchant file.")], as_json: AsJson = False
) -> None:
    """Take a style that somebody shared among yours; it is checked and tried before."""
    from app.commands.styles import import_file

    raise typer.Exit(import_file(file, as_json=as_json))


@app.command()
def learn(
    name: Annotated[str, typer.Option(help="What the style is called.")],
    likes: Annotated[list[str] | None, typer.Option(metavar="DIR", help="Photos that you like.")] = None,
    ordinary: Annotated[
        list[str] | None, typer.Option(metavar="DIR", help="Unretouched photos to practise on; not needed.")
    ] = None,
    pairs: Annotated[
        tuple[Path, Path] | None, typer.Option(metavar="RAW FINISHED", help="Photos before and after, by name.")
    ] = None,
    balance: Annotated[float | None, typer.Option(min=0, max=100, help="0 faithful, 50, 100 striking.")] = None,
    quality_weight: Annotated[float | None, typer.Option(min=0, help="UEGAN's; 0.05 in the middle.")] = None,
    fidelity_weight: Annotated[float | None, typer.Option(min=0, help="UEGAN's; 1 in the middle.")] = None,
    identity_weight: Annotated[float | None, typer.Option(min=0, help="UEGAN's; 0.1 in the middle.")] = None,
    method: Annotated[str, typer.Option(metavar="quick|bilateral|uegan", help="How it is learned.")] = "quick",
    start: Annotated[str, typer.Option(metavar="STYLE", help="Begin with this style.")] = "",
    minutes: Annotated[float | None, typer.Option(help="Go on for so long.")] = None,
    steps: Annotated[int | None, typer.Option(help="Or for so many steps.")] = None,
    device: Annotated[str | None, typer.Option(metavar="auto|cpu|cuda|mps")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a teaching that was stopped.")] = False,
    as_json: AsJson = False,
) -> None:
    """Learn a look from photos you like, or from photos before and after; a first style is there within a minute."""
    from app.commands.learn import Request as Learning
    from app.commands.learn import learn as run_learning

    weights = {"balance": balance, "quality": quality_weight, "fidelity": fidelity_weight, "identity": identity_weight}
    given = {"minutes": minutes, "steps": steps, "device": device}
    asked = Learning(
        name=name,
        likes=tuple(likes or ()),
        ordinary=tuple(ordinary or ()),
        pairs=pairs,
        method=method,
        start=start,
        options={name: value for name, value in weights.items() if value is not None},
        fields={name: value for name, value in given.items() if value is not None},
        resume=resume,
        as_json=as_json,
    )
    raise typer.Exit(run_learning(asked))


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
    from app.commands.evaluate import Request as Evaluation
    from app.commands.evaluate import evaluate_styles

    asked = Evaluation(
        tuple(style), raw, target, photos, strength, tags, niqe, nima, long_edge, report=report, as_json=as_json
    )
    raise typer.Exit(evaluate_styles(asked))


@app.command()
def duel(
    context: typer.Context,
    photos: Annotated[list[str] | None, typer.Argument(metavar="PHOTO|FOLDER...", help="What they meet on.")] = None,
    styles: Annotated[list[str] | None, typer.Option(metavar="A,B,...", help="Names of styles, or original.")] = None,
    pairs: Annotated[int, typer.Option(min=1, help="How many at most.")] = USUAL,
    seed: Annotated[int | None, typer.Option(help="Of the shuffling; a new one every time unless given.")] = None,
    answers: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="Count recorded answers (.csv) instead; again for more.")
    ] = None,
    key: Annotated[Path | None, typer.Option(metavar="FILE", help="The key of answers from a page.")] = None,
    page: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a page that asks other people.")] = None,
    recursive: Annotated[bool, typer.Option("--recursive", help="Also photos in sub-folders.")] = False,
    as_json: AsJson = False,
) -> None:
    """Judge styles blind, in the window or on a page for others; --answers says what recorded answers prove."""
    from app.commands.duel import Request as DuelRequest
    from app.commands.duel import hold_duel

    asked = DuelRequest(
        styles=tuple(styles or ()),
        photos=tuple(photos or ()),
        pairs=pairs,
        seed=seed,
        answers=tuple(answers or ()),
        key=key,
        page=page,
        recursive=recursive,
        as_json=as_json,
    )
    raise typer.Exit(hold_duel(asked, context.obj))


@app.command()
def match(
    phones: Annotated[Path, typer.Argument(metavar="PHONE_DIR", help="Photos by a phone.")],
    cameras: Annotated[Path, typer.Argument(metavar="CAMERA_DIR", help="The same scenes by a good camera.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Gets the patches and a report.")],
    phone: Annotated[str, typer.Option(metavar="NAME", help="The phone's name, for its folder.")] = "phone",
    as_json: AsJson = False,
) -> None:
    """Cut photos of the same scenes by a phone and by a good camera into aligned patches to learn from."""
    from app.commands.match import match_photos

    raise typer.Exit(match_photos(phones, cameras, output, phone=phone, as_json=as_json))


@app.command()
def train(
    program: Annotated[str, typer.Argument(metavar="paired|unpaired|experts|domains|scorer|features|personal")],
    plan: Annotated[Path | None, typer.Option(metavar="FILE", help="Take the plan from here.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="The training's folder: states, style, log.")
    ] = None,
    name: Annotated[str, typer.Option(help="What the style is called.")] = "",
    photos: Annotated[list[str] | None, typer.Option(metavar="DIR", help="Photos as they were.")] = None,
    targets: Annotated[
        list[str] | None, typer.Option(metavar="DIR", help="The same as they should be; one folder an expert.")
    ] = None,
    good: Annotated[list[str] | None, typer.Option(metavar="DIR", help="Photos that are good as they are.")] = None,
    fivek: Annotated[list[str] | None, typer.Option(metavar="DIR", help="MIT-Adobe FiveK in any layout.")] = None,
    dped: Annotated[list[str] | None, typer.Option(metavar="DIR", help="DPED's patches, or those of `match`.")] = None,
    source: Annotated[
        list[str] | None, typer.Option(metavar="NAME=PATH", help="Another source: held_photos, held_targets, scores...")
    ] = None,
    network: Annotated[str, typer.Option(help="bilateral, unet, can32, uegan, dped...")] = "",
    losses: Annotated[str, typer.Option(metavar="NAME:WEIGHT,...", help="For example mae:1,ssim:0.5.")] = "",
    preset: Annotated[str, typer.Option(metavar="paper|code", help="As the paper or its authors' code has it.")] = "",
    steps: Annotated[int | None, typer.Option(help="How many.")] = None,
    minutes: Annotated[float | None, typer.Option(help="End after so long.")] = None,
    batch: Annotated[int | None, typer.Option(help="Photos a step, over all processes.")] = None,
    size: Annotated[int | None, typer.Option(metavar="PX", help="Side of what a step sees of a photo.")] = None,
    rate: Annotated[float | None, typer.Option(help="Learning rate at its highest.")] = None,
    schedule: Annotated[str, typer.Option(metavar="constant|linear|cosine|halving|exponential")] = "",
    seed: Annotated[int | None, typer.Option(help="Of everything random.")] = None,
    device: Annotated[str, typer.Option(metavar="auto|cpu|cuda|mps")] = "",
    precision: Annotated[str, typer.Option(metavar="full|half", help="Half computes in bfloat16.")] = "",
    start_with: Annotated[str, typer.Option(metavar="FILE", help="Begin with this style's weights.")] = "",
    preview: Annotated[list[str] | None, typer.Option(metavar="PHOTO", help="Shown as it becomes.")] = None,
    option: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="quality, fidelity, average, clip, ...")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the training in the folder.")] = False,
    add_it: Annotated[bool, typer.Option("--add", help="Add the finished style to yours.")] = False,
    as_json: AsJson = False,
) -> None:
    """Teach a network a style; stopped or killed it can be resumed, and the style can be used at once."""
    from app.commands.train import Request as Training
    from app.commands.train import sources_of
    from app.commands.train import train as run_training

    given = {
        "name": name,
        "network": network,
        "steps": steps,
        "minutes": minutes,
        "batch": batch,
        "size": size,
        "rate": rate,
        "schedule": schedule,
        "seed": seed,
        "device": device,
        "precision": precision,
        "start": start_with,
        "previews": tuple(preview or ()),
    }
    named = {"photos": photos, "targets": targets, "good": good, "fivek": fivek, "dped": dped}
    asked = Training(
        program=program,
        plan=plan,
        preset=preset,
        fields={field: value for field, value in given.items() if value not in (None, "", ())},
        data=sources_of(named, source or ()),
        losses=losses,
        options=tuple(option or ()),
        output=output,
        resume=resume,
        add=add_it,
        as_json=as_json,
    )
    raise typer.Exit(run_training(asked))
