"""testssl.sh, a scanner of what a server offers over TLS, and what it says of one."""

import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# Beside these it looks at whole lists of clients, which says nothing that these do not.
CHECKS = (
    *("--protocols", "--server-defaults", "--server-preference", "--fs"),
    *("--each-cipher", "--headers", "--vulnerable"),
)
SCANNED_WITHIN_SECONDS = 240
# Of what it says with the others nothing has to be done: it praises, tells, or is of two minds.
SEVERITIES_OF_FAULTS = ("WARN", "MEDIUM", "HIGH", "CRITICAL")
# Names that its version 3.2 (Debian 13) has others for than 3.0 (Debian 12).
RENAMED = {"PFS": "FS"}


@dataclass(frozen=True)
class Finding:
    """What the scanner says under a name of its own, the one of its later versions."""

    id: str
    severity: str
    text: str


@dataclass(frozen=True)
class Rating:
    """All that the scanner says of a server."""

    findings: tuple[Finding, ...]

    @property
    def said(self) -> dict[str, str]:
        """Each finding's text by its name."""
        return {finding.id: finding.text for finding in self.findings}

    @property
    def faults(self) -> dict[str, str]:
        """What is or may be wrong, each with how bad it is."""
        return {
            finding.id: f"{finding.severity}: {finding.text}"
            for finding in self.findings
            if finding.severity in SEVERITIES_OF_FAULTS
        }

    @property
    def ciphers(self) -> set[str]:
        """What the server takes, as OpenSSL calls it; none of them twice."""
        # A line has the number, OpenSSL's name, the key exchange and so on.
        lines = [finding.text for finding in self.findings if finding.id.startswith("cipher_x")]
        return {line.split()[1] for line in lines}


def read_rating(said: Iterable[dict[str, str]]) -> Rating:
    """Read the JSON that the scanner writes."""
    return Rating(
        tuple(
            Finding(RENAMED.get(one["id"], one["id"]), one["severity"], one["finding"])
            for one in said
        )
    )


def scan(address: str, page: str, authority: Path, report: Path) -> Rating:
    """Scan the server at an address; it is asked for a page, by a URL with its name.

    `authority` is whom its certificate is from; the report is written to a new file.
    """
    command = ["testssl", "--quiet", "--warnings", "off", "--color", "0", "--nodns", "none"]
    command += ["--add-ca", str(authority), "--jsonfile", str(report), *CHECKS]
    done = subprocess.run(
        [*command, "--ip", address, page],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SCANNED_WITHIN_SECONDS,
    )
    assert report.exists(), done.stdout + done.stderr
    return read_rating(json.loads(report.read_text()))
