"""The README's table of settings, made from the defaults in group_data/ and their comments.

python -m setup.settings_table            writes it
python -m setup.settings_table --check    fails where it is not what group_data/ says
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

from roles.configuration.settings import Settings

PROJECT = Path(__file__).parent.parent
README = PROJECT / "README.md"
# The lab's own is no default.
GROUPS = ("all", "app", "lb", "redis")
TABLE = re.compile(
    r"(?<=<!-- made by `make settings-table` -->\n).*?(?=<!-- its end -->)", re.DOTALL
)


def settings(source: str) -> Iterator[tuple[dict[str, str], str]]:
    """Give the defaults, as they are written, that stand below one comment; and the comment."""
    comments = {
        token.start[0]: token.string.removeprefix("#").strip()
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    defaults, explanation = dict[str, str](), ""
    for statement in ast.parse(source).body:
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
            continue
        target = statement.target if isinstance(statement, ast.AnnAssign) else statement.targets[0]
        assert isinstance(target, ast.Name)
        above = list[str]()
        line = statement.lineno - 1
        while line in comments:
            above.insert(0, comments[line])
            line -= 1
        if above:
            if defaults:
                yield defaults, explanation
            defaults, explanation = {}, " ".join(above)
        defaults[target.id] = ast.unparse(statement.value)
    yield defaults, explanation


def table() -> str:
    """Give the table: each setting with its default, and the first sentence of its comment."""
    rows = ["| setting and default | what it is |", "| --- | --- |"]
    for group in GROUPS:
        source = (PROJECT / "group_data" / f"{group}.py").read_text(encoding="utf-8")
        for defaults, explanation in settings(source):
            known = [name for name in defaults if name in Settings.model_fields]
            if known:
                named = ", ".join(f"`{name} = {defaults[name]}`" for name in known)
                rows.append(f"| {named} | {re.split(r'(?<=[.]) ', explanation)[0]} |")
    return "".join(f"{row}\n" for row in rows)


def main() -> int:
    """Write the table, or check it; give the exit code."""
    text = README.read_text(encoding="utf-8")
    wanted = TABLE.sub(lambda found: table(), text)
    if "--check" not in sys.argv:
        README.write_text(wanted, encoding="utf-8")
    elif wanted != text:
        print("README.md's settings are not those of group_data/: run `make settings-table`.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
