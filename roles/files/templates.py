"""The templates of templates/, by which files for the hosts become text."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent.parent.parent / "templates"


def environment_value(value: str) -> str:
    """Quote a value for a systemd EnvironmentFile (systemd.exec(5), double quotes)."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("`", "\\`") + '"'


@cache
def _jinja() -> Environment:
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters["environment_value"] = environment_value
    return jinja


def render(template: str, **values: object) -> str:
    """A template of templates/, filled in; every value has to be given."""
    return _jinja().get_template(template).render(**values)
