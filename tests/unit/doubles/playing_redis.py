"""A folder that redis.sh takes for a Redis host; what it calls there are stand-ins."""

import os
import subprocess
from pathlib import Path

from roles.files.redis import redis_rights, render_redis, render_redis_unit_options
from roles.remote import ScriptResult, script_text
from tests.unit.doubles.examples import cluster
from tests.unit.doubles.held_lock import hold_lock

SYSTEMCTL = """#!/bin/sh
cd "$PLAY"
case "$1" in
is-active) [ -e active ] ;;
restart)
    echo restart >>commands
    touch active
    rm -rf running && mkdir running
    for directive in aclfile appenddirname appendfilename daemonize dir logfile pidfile port \
        supervised; do
        echo >"running/$directive"
    done
    grep '^[a-z]' redis.conf | while read -r directive value; do
        case "$value" in
        *mb) value=$((${value%mb} * 1024 * 1024)) ;;
        '""') value= ;;
        esac
        echo "$value" >"running/$directive"
    done
    : >users
    ! grep -q '^aclfile' redis.conf || cp users.acl users
    ;;
esac
"""
REDIS_CLI = """#!/bin/sh
cd "$PLAY"
user=default
while :; do
    case "$1" in
    -p) port=$2 ;;
    -h) ;;
    --user) user=$2 ;;
    *) break ;;
    esac
    shift 2
done
[ -e active ] && [ "$port" = "$(cat running/port)" ] || exit 1
password=$(printf '%s' "$REDISCLI_AUTH" | sha256sum | cut -d' ' -f1)
if [ "$user" != default ] || grep -q '^user default ' users; then
    grep -q "^user $user on #$password " users || {
        echo "NOAUTH Authentication required."
        exit
    }
fi
case "$1 $2" in
"config get") echo "$3" && cat "running/$3" ;;
"config set")
    [ "$3" != "$(cat refused)" ] || {
        echo "ERR CONFIG SET failed"
        exit
    }
    echo "set $3" >>commands
    echo "$4" >"running/$3"
    echo OK
    ;;
"dbsize ") cat keys ;;
"info persistence")
    # One that is still at it the first time it is asked.
    printf 'aof_rewrite_in_progress:%s\r\n' "$([ -e rewritten ] && echo 0 || echo 1)"
    printf 'aof_rewrite_scheduled:0\r\naof_last_bgrewrite_status:%s\r\n' "$(cat rewrite)"
    touch rewritten
    ;;
"info memory") printf 'used_memory:1\r\nused_memory_dataset:2097152\r\n' ;;
"ping ") echo PONG ;;
" ")
    while read -r _ _ name _ rest; do
        sed -i "/^user $name /d" users
        echo "user $name $rest" >>users
        echo OK
    done
    ;;
esac
"""
STAND_INS = {"systemctl": SYSTEMCTL, "redis-cli": REDIS_CLI, "chown": "", "sysctl": ""}


class PlayingRedis:
    """A Redis host on which nothing was deployed yet."""

    def __init__(self, folder: Path) -> None:
        """Make it; its Redis holds seven keys whenever it runs."""
        self.folder = folder
        self.step = hold_lock(folder / "state")
        (folder / "bin").mkdir()
        for command, text in STAND_INS.items():
            (folder / "bin" / command).write_text(text or "#!/bin/sh\n")
            (folder / "bin" / command).chmod(0o755)
        for name, text in {"commands": "", "refused": "", "keys": "7\n", "rewrite": "ok\n"}.items():
            (folder / name).write_text(text)

    def run(self, action: str, maxmemory_mb: int = 600, **data: object) -> ScriptResult:
        """Run the script as a deploy with these settings does."""
        asked = cluster(**data)
        variables = {
            "action": action,
            "app_name": "site",
            "rights": redis_rights(asked.settings),
            "configuration": render_redis(asked, maxmemory_mb),
            "configuration_file": str(self.folder / "redis.conf"),
            "users_file": str(self.folder / "users.acl"),
            "unit_options": render_redis_unit_options(),
            "unit_options_file": str(self.folder / "redis-server.service.d/site.conf"),
            "password_file": str(self.folder / "site.password"),
            "admin_password_file": str(self.folder / "admin.password"),
            "address": asked.redis_host.address,
            "port": str(asked.settings.redis_port),
            "sysctl_file": str(self.folder / "sysctl.conf"),
            **self.step,
            "loaded_file": str(self.folder / "state/loaded"),
        }
        path = f"{self.folder}/bin:{os.environ['PATH']}"
        ended = subprocess.run(
            ["sh", "-s"],
            input=script_text("redis", variables),
            env=os.environ | {"PATH": path, "PLAY": str(self.folder)},
            capture_output=True,
            text=True,
            timeout=30,
        )
        return ScriptResult(ended.returncode == 0, ended.stdout.splitlines())

    def restart(self) -> None:
        """Restart it as somebody does by hand."""
        path = f"{self.folder}/bin/systemctl"
        environment = os.environ | {"PLAY": str(self.folder)}
        subprocess.run([path, "restart"], check=True, env=environment)
        (self.folder / "commands").write_text("")

    def commands(self) -> list[str]:
        """What the script changed of the running one, and its starts and restarts."""
        return (self.folder / "commands").read_text().splitlines()

    def restarts(self) -> int:
        """How often the script restarted or started it."""
        return self.commands().count("restart")

    def edit(self, old: str, new: str) -> None:
        """Change its configuration by hand."""
        file = self.folder / "redis.conf"
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))

    def files(self) -> dict[str, str]:
        """All that is on the host."""
        return {
            str(path.relative_to(self.folder)): path.read_text()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }
