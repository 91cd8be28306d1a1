"""What an analyser of nginx' files says of the kit's, whole configurations at a time."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ANALYSED_WITHIN_SECONDS = 60
# Around the kit's files; what a distribution has in its own is not theirs to answer for.
NGINX_CONF = """
user www-data;
worker_processes auto;
events {{}}
http {{
{included}
}}
"""


@dataclass(frozen=True)
class Finding:
    """What the analyser's plugin says of a place in a configuration."""

    plugin: str
    reason: str
    place: str
    text: str

    def __str__(self) -> str:
        """As a failed test shows it."""
        return f"{self.plugin}: {self.reason}\n{self.place}{self.text}"


def write_whole(folder: Path, files: Mapping[str, str]) -> Path:
    """Write a configuration's files to a folder of its own; give the one that includes them."""
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    included = "\n".join(f"    include {folder / name};" for name in files)
    configuration = folder / "nginx.conf"
    configuration.write_text(NGINX_CONF.format(included=included))
    return configuration


def analyse(version: str, *configurations: Path) -> list[Finding]:
    """Have nginx' files analysed for a version of it."""
    command = [sys.executable, "-m", "gixy", "--format", "json", "--nginx-version", version]
    done = subprocess.run(
        [*command, *map(str, configurations)],
        capture_output=True,
        text=True,
        timeout=ANALYSED_WITHIN_SECONDS,
    )
    # 1 is what it ends with when it has found something.
    assert done.returncode in (0, 1) and not done.stderr, done.stderr
    return [
        Finding(
            found["plugin"],
            found["reason"],
            f"{Path(found['path']).parent.name}/{Path(found['file']).name}:{found['line']}",
            found["config"],
        )
        for found in json.loads(done.stdout)
    ]
