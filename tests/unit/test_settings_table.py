"""README's table of settings says what group_data/ says."""

from pathlib import Path

import pytest

from setup import settings_table

SOURCE = """
# Two that belong together, explained
# in two lines. And more.
first = "a"
second: list[str] = []

# Another one.
third = 5  # no explanation of it
"""


def test_a_comment_explains_all_that_stands_below_it() -> None:
    assert list(settings_table.settings(SOURCE)) == [
        (
            {"first": "'a'", "second": "[]"},
            "Two that belong together, explained in two lines. And more.",
        ),
        ({"third": "5"}, "Another one."),
    ]


def test_a_table_that_is_stale_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(settings_table.README.read_text().replace("app_port = 8080", "app_port = 1"))
    monkeypatch.setattr(settings_table, "README", readme)
    monkeypatch.setattr("sys.argv", ["settings_table", "--check"])
    assert settings_table.main() == 1
    assert "run `make settings-table`" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["settings_table"])
    assert settings_table.main() == 0
    assert readme.read_text() == (settings_table.PROJECT / "README.md").read_text()
