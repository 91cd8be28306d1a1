"""The journey: how a visitor comes by a session, and how one sees that it is still there."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

METHODS = ("get", "post", "put", "patch", "delete")
UNIQUE = "{unique}"
# What stands for something else in a step's texts; other braces stand for themselves.
TOKEN = re.compile(r"\{(env:)?([A-Za-z_][A-Za-z0-9_]*)\}")


def _pattern(text: str) -> str:
    try:
        groups = re.compile(text).groups
    except re.error:
        groups = 0
    if groups != 1:
        raise ValueError("a regular expression with one group, which is what is taken")
    return text


Path = Annotated[str, StringConstraints(pattern=r"^/[!-~]*$")]
Text = Annotated[str, StringConstraints(min_length=1)]
FieldName = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f\"]+$")]
Taken = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class Step(BaseModel):
    """One request of a visitor and what it expects; docs/journey.md explains every field."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: Path
    form: dict[FieldName, str] = {}
    file: Annotated[dict[FieldName, Literal["{unique}"]], Field(max_length=1)] = {}
    json_body: Any = Field(default=None, alias="json")
    status: Annotated[int, Field(ge=200, le=599)] | None = None
    shows: Text | None = None
    gives: Text | None = None
    attribute: Text | None = None
    takes: dict[Taken, Annotated[str, AfterValidator(_pattern)]] = {}

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: Any) -> Any:
        """Read {"post": "/login"} as the method and the path."""
        asked = [key for key in METHODS if isinstance(given, dict) and key in given]
        if len(asked) != 1:
            raise ValueError('one of get, post, put, patch and delete, such as {"get": "/"}')
        fields = {key: value for key, value in given.items() if key != asked[0]}
        return {"method": asked[0].upper(), "path": given[asked[0]], **fields}

    @model_validator(mode="after")
    def _fits(self) -> Self:
        has_body = bool(self.form or self.file or self.json_body is not None)
        if has_body and self.method == "GET":
            raise ValueError("no form, file or json in what is got: that takes a post")
        if self.json_body is not None and (self.form or self.file):
            raise ValueError("json, or a form and a file")
        return self

    @property
    def request(self) -> str:
        """The request as a person writes it."""
        return f"{self.method} {self.path}"

    @property
    def follows(self) -> bool:
        """Whether its redirects are followed, as browsers do: unless one is what it expects."""
        return self.status is None or not 300 <= self.status < 400

    def texts(self) -> Iterator[str]:
        """All texts of it that may hold tokens."""
        yield from filter(None, (self.path, self.shows, self.gives))
        yield from self.form.values()
        yield from self.file.values()
        yield from _texts_in(self.json_body)


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts_in(inner)


def filled_in(value: Any, values: Mapping[str, Any]) -> Any:
    """Put values in for the tokens of a text, or of all texts in a structure of JSON's."""
    if isinstance(value, str):
        return TOKEN.sub(lambda token: str(values[token[0]]), value)
    if isinstance(value, dict):
        return {key: filled_in(inner, values) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled_in(inner, values) for inner in value]
    return value


def variables(steps: Iterable[Step]) -> list[str]:
    """Name the variables of the control machine's environment that steps need, each once."""
    tokens = (TOKEN.finditer(text) for step in steps for text in step.texts())
    return list(dict.fromkeys(token[2] for found in tokens for token in found if token[1]))


def proves_sessions(steps: Iterable[Step]) -> bool:
    """Whether the last step proves a session: it looks for something; else only routing is."""
    *_, last = steps
    return last.shows is not None or last.gives is not None


def _check(steps: list[Step]) -> list[Step]:
    known = {UNIQUE}
    for number, step in enumerate(steps, 1):
        for text in step.texts():
            for token in TOKEN.finditer(text):
                if token[0] not in known and not token[1]:
                    raise ValueError(
                        f"in step {number} {UNIQUE}, {{env:NAME}} or what a step before takes, "
                        f"not {token[0]}"
                    )
        known |= {f"{{{name}}}" for name in step.takes}
    if steps[-1].method != "GET":
        raise ValueError("a get as its last step: it is repeated on any server")
    return steps


Journey = Annotated[list[Step], Field(min_length=1), AfterValidator(_check)]
