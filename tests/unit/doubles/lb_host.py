"""A folder that balance.sh takes for a load balancer; only nginx and systemd are stand-ins."""

import os
import signal
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import md5
from pathlib import Path

from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from roles.files.nginx_pages import ERROR_PAGES
from roles.remote import ScriptResult, script_text
from tests.unit.doubles.held_lock import hold_lock
from tests.unit.doubles.playing_nginx import COMMANDS

# What the kit changes on a host; all else in the folder belongs to the stand-ins.
CHANGED = (
    *("nginx.conf", "own.conf", "conf.d", "sites-available", "sites-enabled", "errors"),
    "modules-enabled",
)


def placed(mode: str, path: str, text: str) -> str:
    """A line of what the script is to place."""
    return f"{mode} {path} {b64encode(text.encode()).decode()}\n"


class LbHost:
    """A host with an nginx as Debian's package leaves it; each load is what a deploy would do."""

    def __init__(self, folder: Path) -> None:
        """Make its files; nginx does not run yet."""
        self.folder, self.state = folder, folder / "state"
        self.nginx_state = folder / "nginx-state"
        for name in ("bin", "conf.d", "sites-available", "sites-enabled"):
            (folder / name).mkdir()
        for command, text in COMMANDS.items():
            (folder / "bin" / command).write_text(text)
            (folder / "bin" / command).chmod(0o755)
        (folder / "own.conf").write_text("events {\n}\n")
        (folder / "own.conf").chmod(0o640)
        (folder / "nginx.conf").symlink_to(folder / "own.conf")
        (folder / "sites-enabled/default").symlink_to(folder / "sites-available/default")
        self.place_debians_site()
        (folder / "journal").touch()
        self.environment = os.environ | {
            "PATH": f"{folder}/bin:{os.environ['PATH']}",
            "PLAY": str(folder),
        }

    def place_debians_site(self) -> None:
        """Have the package's database know the default site as it is now."""
        file = self.folder / "sites-available/default"
        served = self.folder / "html"
        served.mkdir(exist_ok=True)
        (served / "index.nginx-debian.html").write_text("Welcome to nginx!\n")
        file.write_text(f"Debian's own site\n\t# root /elsewhere;\n\troot {served};\n")
        known = f"\n {file} {md5(file.read_bytes()).hexdigest()}\n"
        (self.folder / "bin/dpkg-query").write_text(f"#!/bin/sh\necho '{known}'\n")
        (self.folder / "bin/dpkg-query").chmod(0o755)

    def start_nginx(self) -> None:
        subprocess.run(
            [self.folder / "bin/systemctl", "restart", "nginx"], env=self.environment, check=True
        )
        self.commands()

    def stop_nginx(self) -> None:
        """End its master, and with it its workers."""
        if (self.folder / "pid").exists():
            master = int((self.folder / "pid").read_text())
            os.kill(master, signal.SIGKILL)
            _wait_for_end(master)
            (self.folder / "pid").unlink()

    def load(self, name: str, **changed: str) -> ScriptResult:
        """Load what `name` is in, and nothing but the script's own lines may come of it."""
        ended = self.run(name, **changed)
        assert ended.stderr == ""
        return ScriptResult(ended.returncode == 0, ended.stdout.splitlines())

    def run(
        self, name: str, site: str = "", strangers: str = "", secret: str = "", **changed: str
    ) -> subprocess.CompletedProcess[str]:
        texts = {
            "conf.d/site-upstream.conf": f"upstream: {name}\n",
            "sites-available/site": f"site: {name}\n{site}",
            **{f"errors/pages/{status}.html": f"{status}: {name}\n" for status in ERROR_PAGES},
            "conf.d/session-cluster-default-80.conf": strangers,
        }
        secrets = {"secrets/site.pem": secret} if secret else {}
        variables = {
            "placed": "".join(
                placed(mode, f"{self.folder}/{path}", text)
                for mode, files in (("0644", texts), ("0600", secrets))
                for path, text in files.items()
            ),
            "site_file": f"{self.folder}/sites-available/site",
            "site_link": f"{self.folder}/sites-enabled/site",
            "default_site_link": f"{self.folder}/sites-enabled/default",
            "error_pages": f"{self.folder}/errors/pages",
            "shutdown_file": f"{self.folder}/modules-enabled/90-session-cluster.conf",
            "nginx_conf": f"{self.folder}/nginx.conf",
            "nginx_state": str(self.nginx_state),
            "connections": str(1024 + len(name)),
            "open_files": "9000",
            "fingerprint": f"sum of {name}",
            "reload_timeout": "20",
            "drain_timeout": "0",
            **hold_lock(self.state),
        }
        return subprocess.run(
            ["sh", "-s"],
            input=script_text("lb", variables | changed),
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=30,
        )

    def files(self) -> dict[str, tuple[str, int]]:
        """Every file and link that the kit may change: what it holds or names, and its mode."""
        found = {}
        for name in CHANGED:
            for path in (self.folder / name, *(self.folder / name).rglob("*")):
                if path.is_symlink():
                    found[str(path)] = str(path.readlink()), 0
                elif path.is_file():
                    found[str(path)] = path.read_text(), path.stat().st_mode
        return found

    def at_boot(self) -> str:
        """What nginx would load at the next boot."""
        paths = [*self.folder.glob("conf.d/*.conf"), *self.folder.glob("sites-enabled/*")]
        return "".join(path.read_text() for path in sorted(paths))

    def comes_to_run(self, expected: str) -> bool:
        """Tell whether nginx runs from that, now or soon."""
        running = self.folder / "running"

        @retry(
            retry=retry_if_result(lambda found: found != expected),
            stop=stop_after_delay(5),
            wait=wait_fixed(0.01),
            retry_error_callback=lambda _: running.read_text(),
        )
        def read() -> str:
            return running.read_text()

        return read() == expected

    def loaded(self) -> str | None:
        """What the host says that nginx last loaded."""
        file = self.state / "lb"
        return file.read_text().strip() if file.exists() else None

    def commands(self) -> list[str]:
        """What systemd was told to do with nginx since this was last asked."""
        file = self.folder / "commands"
        told = file.read_text().splitlines() if file.exists() else []
        file.write_text("")
        return [line for line in told if not line.startswith(("is-active", "show"))]

    @contextmanager
    def foreign_worker(self, title: str) -> Iterator[None]:
        """Another nginx on the host has a worker that stays."""
        titled = '$0 = shift; $| = 1; print "titled\\n"; <STDIN>'
        with subprocess.Popen(
            ["perl", "-e", titled, title], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as worker:
            assert worker.stdout and worker.stdout.readline() == b"titled\n"
            yield
            assert worker.poll() is None


@retry(retry=retry_if_result(bool), stop=stop_after_delay(10), wait=wait_fixed(0.01))
def _wait_for_end(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    # Where nobody waits for it, it stays as a zombie.
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"
