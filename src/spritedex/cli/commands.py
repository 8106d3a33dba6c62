"""The commands of `spritedex` by name, each loaded when it is called, and what options are called on the command line.

So `spritedex --help` loads no command.
"""

import math
import os
import sys
from contextlib import suppress
from difflib import get_close_matches
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from spritedex.errors import OptionError, UsageError, plain_reason

_USE: Final = "Use"
_TRAIN: Final = "Train your own"

COMMANDS: Final = {
    "generate": (_USE, "Draw 64x64 sprites with a transparent background from sentences."),
    "classify": (_USE, "Read a creature's types from its picture: one or two of the 18, with their probabilities."),
    "describe": (_USE, "Describe creatures in words: a sentence for `spritedex generate`, and what it is made of."),
    "attention": (_USE, "Show how much each word counts in a sprite, and where."),
    "sketches": (_USE, "List the sketches that the painter begins at, and the nouns that mean them."),
    "sprite": (_USE, "Make sprites of pictures drawn elsewhere: few colors, other colors, files for games."),
    "models": (_USE, "List the trained models that come with Spritedex, or show one bundle in detail."),
    "serve": (_USE, "Run the page and the HTTP API on this machine."),
    "data": (_TRAIN, "Check a bestiary: what is in it, what is wrong with it, and how to split it for training."),
    "train": (_TRAIN, "Train a model on the data in a folder or on the Hub."),
    "export": (_TRAIN, "Write a run's best weights as a bundle, and check that ONNX agrees with torch."),
    "evaluate": (_TRAIN, "Measure a model on creatures that it has never seen."),
    "benchmark": (_TRAIN, "Measure a whole table of results again: speed, or classifiers."),
}
"""Name -> the heading that help lists it under, and what it does. Each is in the module of its name."""

_OLD_NAMES: Final = ("bench",)
"""Deprecated commands: they run, say what they are called now, and are not listed."""

_ALIASES: Final = {
    "guidance_scale": "guidance",
    "num_steps": "steps",
    "negative_prompt": "negative",
    "variation_of": "variations",
    "prompt": "prompts",
}
"""Field -> the parameter of the command, where the two differ."""


class _PlainHelp:
    """Help in which a flag has no type, and an argument is its name in capital letters."""

    def get_params(self, ctx: Any) -> list[Any]:
        params: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for each in params:
            if isinstance(each, TyperOption) and each.is_flag:
                each.metavar = each.metavar or ""
            elif each.param_type_name == "argument":
                each.metavar = each.metavar or each.name.upper()
        return params

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        return [piece.replace("{", "").replace("}", "") for piece in super().collect_usage_pieces(ctx)]  # type: ignore[misc]


class Group(_PlainHelp, TyperGroup):
    """A group of commands."""


class Commands(TyperGroup):
    """The group of all commands. Its own help is plain text: loading Rich would take longer than all the rest."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{**settings, "rich_markup_mode": None})

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            print(ctx.get_help())
            ctx.exit(2)
        return list(super().parse_args(ctx, args))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if not (name in COMMANDS or name in _OLD_NAMES or name.startswith("-") or ctx.resilient_parsing):
            near = get_close_matches(name, COMMANDS, 1)
            ctx.fail(f"No such command {name!r}.{f' Did you mean {near[0]!r}?' if near else ''}")
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS and cmd_name not in _OLD_NAMES:
            return None
        if cmd_name not in self.commands:
            self.commands[cmd_name] = _load(cmd_name)
        return self.commands[cmd_name]

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        for heading in (_USE, _TRAIN):
            with formatter.section(heading):
                formatter.write_dl([(name, text) for name, (under, text) in COMMANDS.items() if under == heading])


class Command(_PlainHelp, TyperCommand):
    """A command that refuses what would be dropped or taken for something else in silence: an option which is given
    twice and counts once, another option as a value, an empty path."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        known = [each for each in self.params if isinstance(each, TyperOption)]
        options = {name for each in known for name in (*each.opts, *each.secondary_opts)}
        _check_dashes(args, options, {name for each in known if not each.is_flag for name in each.opts})
        values, _, given = self.make_parser(ctx).parse_args(list(args))
        for each in given:
            _check_value(each, values.get(each.name), options)
        single = [each for each in given if isinstance(each, TyperOption) and not (each.multiple or each.is_flag)]
        if twice := [each for each in single if single.count(each) > 1]:
            raise OptionError(str(twice[0].name), "is given more than once; keep one of them")
        try:
            return list(super().parse_args(ctx, args))
        except Exception as error:
            name = getattr(getattr(error, "param", None), "name", None)
            message = str(getattr(error, "message", ""))
            if name not in values or not message.startswith("Input should be"):
                raise
            number = _number(values[name])
            finite = not isinstance(number, float) or math.isfinite(number)
            reason = plain_reason(message) if finite else "must be a finite number"
            raise OptionError(str(name), reason, number) from None


def _check_dashes(args: list[str], options: set[str], with_value: set[str]) -> None:
    """Raises UsageError for the name of a file, or for a sentence, that would be read as options."""
    own = args[: args.index("--")] if "--" in args else args
    for before, word in pairwise(["", *own]):
        if not word.startswith("-") or word in {"-", *options} or before in with_value or "=" in word:
            continue
        if os.path.exists(word):  # noqa: PTH110 (False for a name that is too long)
            raise UsageError(f"{word} is a file and would be read as an option; write ./{word}, or -- before it")
        if " " in word.strip() and not word[1:2].isspace():
            raise UsageError(f"{word!r} would be read as an option; write -- before it")


def _check_value(parameter: Any, value: Any, options: set[str]) -> None:
    """Raises OptionError where an option was given another option, and where a path is empty."""
    given = [each for each in (value if isinstance(value, list | tuple) else [value]) if isinstance(each, str)]
    if isinstance(parameter, TyperOption) and (taken := [each for each in given if each in options]):
        count = "a value" if parameter.nargs == 1 else f"{parameter.nargs} values"
        raise OptionError(str(parameter.name), f"needs {count}, and {taken[0]} is an option")
    if "" in given and parameter.type_descriptor.annotation in (Path, list[Path]):
        raise OptionError(str(parameter.name), "is empty; write a path", "")


def _number(text: Any) -> Any:
    """A number that was written as text, so that messages show it without quotes."""
    with suppress(TypeError, ValueError):
        return int(text)
    with suppress(TypeError, ValueError):
        return float(text)
    return text


def _load(name: str) -> Any:
    """The command in the module of its name: a group called `app`, or a function."""
    module = import_module(f"spritedex.cli.{name}")
    command: Any
    if hasattr(module, "app"):
        for each in module.app.registered_commands:
            each.cls = Command
        module.app.info.cls = Group
        command = typer.main.get_group(module.app)
    else:
        alone = typer.Typer(add_completion=False, rich_markup_mode="rich")
        alone.command(name, cls=Command)(getattr(module, name))
        command = typer.main.get_command(alone)
    command.name = name
    return command


def option_name(command: Any, field: str) -> str:
    """What the command line calls an option: `--guidance` for "guidance_scale", `PROMPT` for "prompt".

    A field that the command does not have keeps its name, with hyphens.
    """
    names = (field, _ALIASES.get(field))
    for parameter in command.params:
        if parameter.name in names:
            if parameter.param_type_name == "argument":
                return str(parameter.metavar or parameter.name.upper())
            return str(next(name for name in parameter.opts if name.startswith("--")))
    return flag(field)


def flag(field: str) -> str:
    """What the command line calls a field that is called the same everywhere."""
    return f"--{field.replace('_', '-')}"


def running_command(root: Any) -> Any:
    """The command that the arguments of this process name, or the last group before an unknown name."""
    return _named_commands(root)[-1]


def command_path(root: Any) -> str:
    """How that command is called, such as "spritedex train reader"."""
    return " ".join(str(command.name) for command in _named_commands(root))


def _named_commands(root: Any) -> list[Any]:
    """The groups that the arguments of this process name, and the command."""
    found = [root]
    for argument in sys.argv[1:]:
        if not hasattr(found[-1], "get_command"):
            break
        if command := found[-1].get_command(None, argument):
            found.append(command)
    return found
