# shellcheck shell=sh
# How long a worker of before may stay for what it has open, WebSockets say: without a limit each reload
# would leave some behind for as long as somebody is connected. It is one for all sites, so the longest
# that any of them asks for counts. Where somebody has set it otherwise, that stays.

limit_shutdown() { # limit_shutdown FILE NGINX_CONF SITES
    longest=$(cat "$3"/* 2>/dev/null | sed -n 's/^# Old workers: \([0-9]*\) s$/\1/p' | sort -n | tail -n 1)
    others=$(find "$2" "$(dirname "$1")" -name '*.conf' ! -path "$1" 2>/dev/null || true)
    # shellcheck disable=SC2086
    if [ -z "$longest" ] || grep -qsE '^[^#]*worker_shutdown_timeout' $others; then
        rm -f "$1"
    else
        place "$1" 0644 "# Made by the deploy: the longest that an app here asks for.
worker_shutdown_timeout ${longest}s;
"
    fi
}
