"""What the documents promise exists."""

import re

import pytest

from lab.topology import PROJECT
from roles.configuration.settings import Settings

README = (PROJECT / "README.md").read_text(encoding="utf-8")
DEFAULTS = "\n".join(file.read_text("utf-8") for file in (PROJECT / "group_data").glob("*.py"))


@pytest.mark.parametrize("setting", list(Settings.model_fields))
def test_every_setting_is_in_the_readme_and_has_its_default(setting: str) -> None:
    assert f"`{setting} = " in README
    assert re.search(rf"^{setting}\b.* = ", DEFAULTS, re.MULTILINE)


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "docs/how-it-works.md"])
def test_every_make_target_and_linked_file_exists(document: str) -> None:
    text = (PROJECT / document).read_text(encoding="utf-8")
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make ([a-z-]+)|`make ([a-z-]+)`", text, re.MULTILINE):
        assert f"\n{''.join(target)}:" in makefile
    for link in re.findall(r"\]\((?!http)([^)]+)\)", text):
        assert ((PROJECT / document).parent / link).exists(), link
