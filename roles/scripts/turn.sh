# shellcheck shell=sh
# One app server's turn, once no load balancer sends it new requests: wait for the requests in
# flight, switch, start, pass the gates. If a gate fails the last healthy state comes back.
# Exits 0 when the server is healthy; else its last line is the outcome: restored (what ran before
# serves again) or out.
: "${unit:?}" "${environment_file:?}" "${properties_file:?}" "${unit_file:?}" "${current:?}"
: "${releases:?}" "${healthy:?}" "${release:?}" "${fingerprint:?}" "${environment:?}"
: "${properties:?}" "${unit_text:?}" "${address:?}" "${port:?}" "${readiness_url:?}"
: "${drain_timeout:?}" "${readiness_timeout:?}"
set -eu
interval=0.1

now() { date +%s; }

drain() {
    limit=$(($(now) + drain_timeout))
    while ss -Htn state established "sport = :$port" | grep -q .; do
        if [ "$(now)" -ge "$limit" ]; then
            echo "gave up waiting for its requests in flight after $drain_timeout s"
            return
        fi
        sleep "$interval"
    done
}

place() { # place FILE MODE TEXT: written beside it and moved, so that no half of it is ever read
    umask 077
    mkdir -p "$(dirname "$1")"
    printf '%s' "$3" >"$1.new"
    chmod "$2" "$1.new"
    mv "$1.new" "$1"
}

point_to() {
    ln -sfn "$releases/$1" "$current.new"
    mv -T "$current.new" "$current"
}

start() {
    systemctl daemon-reload
    systemctl reset-failed "$unit" 2>/dev/null || true
    started=$(now)
    systemctl enable --quiet "$unit" && systemctl restart "$unit"
}

ready() {
    limit=$((started + readiness_timeout))
    while :; do
        state=$(systemctl show -p ActiveState -p NRestarts --value "$unit" | tr '\n' ' ')
        case "$state" in
        "active 0 " | "0 active ") ;;
        *)
            failed_gate="the unit did not stay up"
            return 1
            ;;
        esac
        status=$(curl -s -o /dev/null -w '%{http_code}' --max-time 2 "$readiness_url") || true
        [ "$status" != 200 ] || return 0
        if [ "$(now)" -ge "$limit" ]; then
            failed_gate="not ready after $readiness_timeout s: $readiness_url answered $status"
            return 1
        fi
        sleep "$interval"
    done
}

keep_as_healthy() {
    mkdir -p "$healthy"
    chmod 0700 "$healthy"
    rm -f "$healthy/fingerprint"
    cp -p "$environment_file" "$healthy/environment"
    cp -p "$properties_file" "$healthy/properties"
    cp -p "$unit_file" "$healthy/unit"
    echo "$release" >"$healthy/release"
    echo "$fingerprint" >"$healthy/fingerprint"
}

restore() {
    cp -p "$healthy/environment" "$environment_file"
    cp -p "$healthy/properties" "$properties_file"
    cp -p "$healthy/unit" "$unit_file"
    point_to "$(cat "$healthy/release")"
}

drain
place "$environment_file" 0600 "$environment"
place "$properties_file" 0644 "$properties"
place "$unit_file" 0644 "$unit_text"
chmod 0755 "$(dirname "$properties_file")"
point_to "$release"

if start && ready; then
    keep_as_healthy
    echo "ready after $(($(now) - started)) s"
    exit 0
fi
echo "gate failed: ${failed_gate:-systemd could not start the unit}"
echo "the last lines of its log:"
journalctl -q -u "$unit" --since "@$started" -n 12 -o cat
holder=$(ss -Hltnp "sport = :$port" | grep -v "$address:$port .*java" || true)
[ -z "$holder" ] || echo "port $port is held by: $holder"

if [ -e "$healthy/fingerprint" ]; then
    restore
    if start && ready; then
        echo "outcome: restored"
        exit 1
    fi
fi
systemctl disable --quiet --now "$unit" || true
echo "outcome: out"
exit 1
