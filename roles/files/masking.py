"""What may be shown of a file: its lines, with what is secret in them masked."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import yaml

from roles.configuration.spring_names import canonical

MASK = "********"
CHANGED = " (changed)"
ASSIGNMENT = re.compile(r"^([A-Z_][A-Z0-9_]*)=.*$")
# A user's password in Redis' file of users, as its sum.
PASSWORD_SUM = re.compile(r"#[0-9a-f]{64}\b")


@dataclass(frozen=True)
class Line:
    """A line of a file, and what may be shown of it."""

    text: str
    shown: str


Mask = Callable[[str], list[Line]]


@dataclass(frozen=True)
class PlacedFile:
    """A file that a run places on a host: where, with what in it, and how it is shown."""

    path: str
    text: str
    mask: Mask


def plain(text: str) -> list[Line]:
    """Give the lines of a file that holds no secret."""
    return [Line(line, line) for line in text.splitlines()]


def environment(known: Collection[str]) -> Mask:
    """Give how an app's environment is shown: the values of the `known` variables only.

    They are named as spring_names.canonical has them. Any other may be a secret, one of before too.
    """

    def mask(text: str) -> list[Line]:
        return [Line(line, _masked(line, known)) for line in text.splitlines()]

    return mask


def _masked(line: str, known: Collection[str]) -> str:
    name = ASSIGNMENT.match(line)
    return line if name is None or canonical(name[1]) in known else f"{name[1]}={MASK}"


def redis_users(text: str) -> list[Line]:
    """Give the lines of Redis' file of users, without the sums of their passwords."""
    return [Line(line, PASSWORD_SUM.sub(f"#{MASK}", line)) for line in text.splitlines()]


def properties(text: str) -> list[Line]:
    """Give the lines of a YAML file without its values: any of them may be a secret.

    Of one that is no YAML, as somebody's edit may leave it, nothing is shown.
    """
    lines = text.splitlines()
    try:
        values = list(_values(yaml.compose(text)))
    except yaml.YAMLError:
        return [Line(line, MASK) for line in lines]
    shown = list(lines)
    # From the end, so that the columns before a value stay where they are.
    for value in reversed(values):
        start, end = value.start_mark, value.end_mark
        for number in range(start.line, min(end.line + 1, len(lines))):
            if number == end.line and number > start.line and end.column == 0:
                continue
            head = shown[number][: start.column] if number == start.line else ""
            tail = shown[number][end.column :] if number == end.line else ""
            shown[number] = f"{head}{MASK}{tail}"
    return [Line(line, masked) for line, masked in zip(lines, shown, strict=True)]


def _values(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _values(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _values(value)
    elif isinstance(node, yaml.ScalarNode):
        yield node


def compared(found: Sequence[Line], asked: Sequence[Line]) -> tuple[list[str], list[str]]:
    """Give what may be shown of the lines of before and of the ones to come.

    A secret that becomes another one looks the same twice: the line to come says that it changes.
    """
    known = {line.text for line in found}
    looks = {line.shown for line in found}
    return [line.shown for line in found], [
        line.shown + (CHANGED if line.text not in known and line.shown in looks else "")
        for line in asked
    ]
