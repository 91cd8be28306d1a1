#!/usr/bin/env bash
# The Docker engine of the lab: uses the one that answers, else starts Debian's.
# usage: engine.sh start | stop     (stop ends only an engine that start started itself)
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=setup/privileges.sh
. setup/privileges.sh
seconds=60
folder=.lab/engine
pid_file=$folder/dockerd.pid
log=$folder/dockerd.log
export PATH="$PATH:/usr/sbin:/sbin"

answers() { docker info >/dev/null 2>&1; }

wait_until_it_answers() {
    local limit=$((SECONDS + seconds))
    until as_root docker info >/dev/null 2>&1; do
        if [ "$SECONDS" -ge "$limit" ]; then
            [ ! -e "$log" ] || tail -n 15 "$log" >&2
            echo "The Docker engine did not answer within $seconds s. See $log or" \
                "\`journalctl -u docker\`, mend the cause and run this again." >&2
            exit 1
        fi
        read -rt 0.2 <> <(:) || true
    done
}

start() {
    if answers; then
        return
    fi
    if command -v dockerd >/dev/null && as_root docker info >/dev/null 2>&1; then
        echo "A Docker engine runs, and $(id -un) may not use it: sudo usermod -aG docker" \
            "$(id -un), log in again, and run this again." >&2
        exit 1
    fi
    setup/packages.sh engine
    echo "Starting the Docker engine …"
    if [ -d /run/systemd/system ]; then
        as_root systemctl enable --quiet --now docker
        wait_until_it_answers
        # The group counts from the next login on; until then the socket itself is opened.
        if ! answers; then
            as_root usermod -aG docker "$(id -un)"
            as_root chgrp "$(id -g)" /run/docker.sock
        fi
    else
        mkdir -p "$folder"
        as_root sh -c "setsid nohup dockerd --group $(id -g) >'$log' 2>&1 </dev/null & echo \$! >'$pid_file'"
        wait_until_it_answers
    fi
}

stop() {
    [ -e "$pid_file" ] || return 0
    local pid limit=$((SECONDS + seconds))
    pid=$(cat "$pid_file")
    if [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dockerd ]; then
        as_root kill "$pid"
        while [ -e "/proc/$pid" ] && [ "$SECONDS" -lt "$limit" ]; do
            read -rt 0.2 <> <(:) || true
        done
    fi
    rm -rf "$folder"
}

case "${1:-}" in
start) start ;;
stop) stop ;;
*)
    echo "usage: engine.sh start | stop" >&2
    exit 2
    ;;
esac
