"""A folder that retire.sh and lock.sh take for a host; what they call there are stand-ins."""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from pyinfra.api.command import FunctionCommand
from pyinfra.api.host import Host
from pyinfra.api.state import StateStage
from pyinfra.context import ctx_host

from roles.configuration.retirement import Retirement
from roles.errors import RefusedError
from roles.lock import brief, holding
from roles.places import Places
from roles.remote import ScriptResult, script_text
from roles.retiring import retiring
from roles.run.changing import refuse
from roles.shared_places import (
    NGINX_TICKET_KEY,
    REDIS_ADMIN_PASSWORD,
    REDIS_CONF,
    REDIS_LOADED,
    REDIS_STATE,
    REDIS_USERS,
    nginx_default_file,
)
from tests.unit.doubles.examples import inventory
from tests.unit.doubles.retired_commands import STAND_INS

# One path or several; the text of a file has lines.
PATHS = re.compile(r"(/\S+)( /\S+)*")
SITE, BLOG = Places("site"), Places("blog")
ADMIN = "user default on #0 ~* &* +@all\n"


class RetiredHost:
    """A host on which nothing was deployed yet; the app is `site`."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        """Make it."""
        self.folder, self.root = folder, folder / "root"
        (folder / "bin").mkdir()
        for command, text in STAND_INS.items():
            (folder / "bin" / command).write_text(text)
            (folder / "bin" / command).chmod(0o755)
        (folder / "active").mkdir()
        (self.root / "etc/logrotate.d").mkdir(parents=True)
        for name in ("connections", "clients", "commands"):
            (folder / name).write_text("")
        (folder / "user").write_text("root\n")
        self.site = inventory()
        self.host = self.site.get_host("app1")
        for module in (brief, holding, retiring):
            patch.setattr(module, "run_script", self.run_script)

    def run_script(
        self, host: Host, script: str, variables: Mapping[str, str], timeout: int | None = None
    ) -> ScriptResult:
        """Run a script with each path in this folder."""
        inside = {
            name: " ".join(f"{self.root}{path}" for path in value.split())
            if PATHS.fullmatch(value)
            else value
            for name, value in variables.items()
        }
        ended = subprocess.run(
            ["sh", "-s"],
            input=script_text(script, inside),
            env={"PATH": f"{self.folder}/bin:{os.environ['PATH']}", "PLAY": str(self.folder)},
            capture_output=True,
            text=True,
            timeout=30,
        )
        lines = [line.replace(str(self.root), "") for line in ended.stdout.splitlines()]
        return ScriptResult(ended.returncode == 0, lines)

    def write(self, path: str, text: str = "x\n") -> None:
        """Write a file of the host's."""
        file = Path(f"{self.root}{path}")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def is_app_server(self, places: Places = SITE) -> None:
        """Let it be what a turn leaves."""
        self.write(places.unit_file)
        self.write(places.environment_file, 'SERVER_PORT="8080"\n')
        self.write(places.properties_file)
        self.write(f"{places.releases}/r1/app.jar")
        Path(f"{self.root}{places.current}").symlink_to("releases/r1")
        self.write(f"{places.state}/revisions/r1.1/environment")
        Path(f"{self.root}{places.healthy}").symlink_to("revisions/r1.1")
        self.write(f"{places.state}/history")
        self.write(f"{places.app_state}/data")
        self.write(f"{places.app_temporary}/upload")
        self.write(places.audit_log)
        (self.folder / "active" / places.unit).touch()

    def is_lb(self, places: Places = SITE) -> None:
        """Let it be what a load leaves."""
        self.write(places.site_file)
        self.write(places.upstream_file)
        self.write(f"{places.error_pages}/502.html")
        self.write(f"{places.state}/lb")
        link = Path(f"{self.root}{places.site_link}")
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(f"{self.root}{places.site_file}")
        self.write(places.audit_log)
        (self.folder / "active/nginx").touch()

    def speaks_https(self, places: Places = SITE, port: int = 443) -> None:
        """Let the load balancer have a certificate of an authority's."""
        self.write(places.site_file, f"listen {port} ssl;\nssl_session_ticket_key {self.key};\n")
        self.write(nginx_default_file(port), f"listen {port} ssl;\nkey {self.key};\n")
        self.write(NGINX_TICKET_KEY)
        for file in (places.certificate_file, places.renewal_file, places.renewal_hook):
            self.write(file)

    @property
    def key(self) -> str:
        """Where the host has the key of TLS sessions."""
        return f"{self.root}{NGINX_TICKET_KEY}"

    def is_redis(self, *apps: str) -> None:
        """Let it be what a deploy of each app leaves."""
        self.write(REDIS_CONF, f"port 6379\ndir {self.root}/var/lib/redis\n")
        self.write("/var/lib/redis/appendonly.aof")
        self.write(REDIS_USERS, "".join(sorted([ADMIN, *map("user {} on #1\n".format, apps)])))
        self.write(REDIS_ADMIN_PASSWORD, "adm1n")
        self.write(REDIS_LOADED)
        self.write(f"{REDIS_STATE}/step", "")
        for app in apps:
            self.write(Places(app).redis_password_file)
        self.write(SITE.audit_log)
        (self.folder / "active/redis-server").touch()

    def files(self) -> set[str]:
        """All that stands there, but for what each lock leaves."""
        found = (path for path in self.root.rglob("*") if path.is_symlink() or path.is_file())
        names = {str(path).removeprefix(str(self.root)) for path in found}
        return {name for name in names if not name.endswith(("/lock.guard", "/step"))}

    def text(self, path: str) -> str:
        """Read a file of the host's."""
        return Path(f"{self.root}{path}").read_text()

    @property
    def commands(self) -> list[str]:
        """What was done to units and Redis, in order."""
        return (self.folder / "commands").read_text().splitlines()

    def retire(self, stage: StateStage = StateStage.Execute) -> str:
        """Rid it of the app; give why that is refused or failed, or ""."""
        self.site.state.current_stage = stage
        with ctx_host.use(self.host):
            asked = Retirement(app_name="site")
            if stage != StateStage.Execute:
                try:
                    retiring.announce(asked)
                except RefusedError as error:
                    return str(error)
                return ""
            for command in list(retiring.retire._inner(retirement=asked)):
                assert isinstance(command, FunctionCommand)
                if not command.function(self.site.state, self.host, *command.args):
                    return str(command.args[0]) if command.function is refuse else "failed"
        return ""
