# shellcheck shell=sh
# One app server's turn, once no load balancer sends it new requests: wait for the requests in
# flight, switch, pass the gates. If one fails the last healthy state comes back.
# Exits 0 when the server is healthy; else its last line is the outcome: restored (what ran before
# serves again) or out. With restore=yes the server goes back to what it ran before its last turn.
: "${unit:?}" "${environment_file:?}" "${properties_file:?}" "${unit_file:?}" "${current:?}"
: "${releases:?}" "${state:?}" "${release:?}" "${fingerprint:?}" "${environment:?}"
: "${properties:?}" "${unit_text:?}" "${url_address:?}" "${port:?}" "${readiness_path:?}"
: "${smoke_path:?}" "${smoke_field:?}" "${keep_releases:?}" "${drain_timeout:?}"
: "${start_timeout:?}" "${readiness_timeout:?}" "${smoke_timeout:?}" "${session_gate_timeout:?}"
: "${restore:?}" "${rollback:?}" "${keeps_sessions:?}" "${busy_timeout:?}" "${app_name:?}"
: "${lock_file:?}" "${lock_id:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh
# shellcheck source=roles/scripts/parts/visits.sh
. parts/visits.sh
# shellcheck source=roles/scripts/parts/gates.sh
. parts/gates.sh
interval=0.1
healthy=$state/healthy
previous=$state/previous

drain() {
    limit=$(($(now) + drain_timeout))
    while ss -Htn state established "sport = :$port" | grep -q .; do
        if [ "$(now)" -ge "$limit" ]; then
            say "gave up waiting for its requests in flight after $drain_timeout s"
            return
        fi
        sleep "$interval"
    done
}

# What serves here listens where its own environment says, not where the next one will.
find_site() {
    found=$(sed -n 's/^SERVER_PORT="\([0-9]*\)"$/\1/p' "$environment_file" 2>/dev/null || true)
    port=${found:-$port}
    site=http://$url_address:$port
}

point_to() {
    ln -sfn "$releases/$1" "$current.new"
    mv -T "$current.new" "$current"
}

# They may hold passwords: root's and the app's only, whatever mode the copy has.
place_properties() { # place_properties COPY
    install -D -m 0640 -g "$app_name" "$1" "$properties_file.new"
    mv "$properties_file.new" "$properties_file"
}

put_in_place() { # put_in_place FOLDER: what healthy or previous keeps
    cp -p "$1/environment" "$environment_file"
    place_properties "$1/properties"
    cp -p "$1/unit" "$unit_file"
    point_to "$(cat "$1/release")"
}

note() { # note FILE RELEASE: makes it the last line, and a line once
    { grep -vxF "$2" "$1" 2>/dev/null || true; } >"$1.new"
    printf '%s\n' "$2" >>"$1.new"
    mv "$1.new" "$1"
}

strike() { # strike FILE RELEASE
    [ ! -e "$1" ] || { grep -vxF "$2" "$1" || true; } >"$1.new"
    [ ! -e "$1.new" ] || mv "$1.new" "$1"
}

# The newest releases stay, and with them the running one and the one before it.
remove_old_releases() {
    {
        tail -n "$keep_releases" "$state/history"
        cat "$previous/release" "$healthy/release" 2>/dev/null || true
    } >"$work/kept"
    for folder in "$releases"/*/; do
        folder=${folder%/}
        grep -qxF "${folder##*/}" "$work/kept" || rm -rf "$folder"
    done
}

keep_as_healthy() {
    left=$(cat "$healthy/release" 2>/dev/null || true)
    (
        umask 077
        mkdir -p "$work/new"
        cp -p "$environment_file" "$work/new/environment"
        cp -p "$properties_file" "$work/new/properties"
        cp -p "$unit_file" "$work/new/unit"
        echo "$release" >"$work/new/release"
        echo "$fingerprint" >"$work/new/fingerprint"
        if [ -e "$healthy/fingerprint" ] && [ "$restore" = no ] &&
            [ "$(cat "$healthy/fingerprint")" != "$fingerprint" ]; then
            rm -rf "$previous"
            mv "$healthy" "$previous"
        fi
        rm -rf "$healthy" "$healthy.new"
        cp -rp "$work/new" "$healthy.new"
        mv -T "$healthy.new" "$healthy"
    )
    note "$state/history" "$release"
    strike "$state/rolled-back" "$release"
    if [ "$restore $rollback" != "no no" ] && [ "${left:-$release}" != "$release" ]; then
        note "$state/rolled-back" "$left"
    fi
    remove_old_releases
}

if ! wait_for_other_runs "$state" "$busy_timeout"; then
    say "outcome: restored"
    exit 1
fi
if [ "$restore" = yes ]; then
    keeps_sessions=no
    if [ ! -e "$previous/fingerprint" ]; then
        say "there is nothing that it ran before"
        exit 1
    fi
    release=$(cat "$previous/release")
    fingerprint=$(cat "$previous/fingerprint")
fi
find_site
write_probe
drain
if [ "$restore" = yes ]; then
    put_in_place "$previous"
else
    place "$environment_file" 0600 "$environment"
    printf '%s' "$properties" >"$work/properties"
    place_properties "$work/properties"
    place "$unit_file" 0644 "$unit_text"
    chmod 0755 "$(dirname "$properties_file")"
    point_to "$release"
fi
find_site

if pass_gates; then
    keep_as_healthy
    say_sessions
    say "ready after $(($(now) - started)) s"
    exit 0
fi
say "gate failed: $failed_gate"
say "the last lines of its log:"
say "$(journalctl -q -u "$unit" --since "@$started" -n 12 -o cat)"
own=$(systemctl show -p MainPID --value "$unit")
holder=$(ss -Hltnp "sport = :$port" | grep -v "pid=$own," || true)
[ -z "$holder" ] || say "port $port is held by: $holder"
say_sessions

if [ -e "$healthy/fingerprint" ]; then
    put_in_place "$healthy"
    find_site
    # What it ran before the smoke gate knew it: whether it is ready is all that counts.
    if gate_start && gate_readiness; then
        say "outcome: restored"
        exit 1
    fi
fi
systemctl disable --quiet --now "$unit" || true
say "outcome: out"
exit 1
