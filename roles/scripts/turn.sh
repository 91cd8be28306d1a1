# shellcheck shell=sh
# One app server's turn, once no load balancer sends it new requests: wait for the requests in
# flight, switch, pass the gates. If one fails the last healthy state comes back.
# Exits 0 when the server is healthy; else its last line is the outcome: restored (what ran before
# serves again) or out. how=deploy brings the texts that are given; rollback and restore a revision
# that the server has kept, restore without a trace of the turn that it undoes.
: "${unit:?}" "${environment_file:?}" "${properties_file:?}" "${unit_file:?}" "${current:?}"
: "${releases:?}" "${state:?}" "${release:?}" "${revision:?}" "${environment?}"
: "${properties?}" "${unit_text?}" "${url_address:?}" "${port:?}" "${readiness:?}"
: "${smoke_path:?}" "${smoke_field:?}" "${keep_releases:?}" "${drain_timeout:?}"
: "${start_timeout:?}" "${readiness_timeout:?}" "${smoke_timeout:?}" "${session_gate_timeout:?}"
: "${how:?}" "${redis_password?}" "${keeps_sessions:?}" "${busy_timeout:?}" "${app_name:?}"
: "${most_revisions:?}" "${lock_file:?}" "${lock_id:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh
# shellcheck source=roles/scripts/parts/visits.sh
. parts/visits.sh
# shellcheck source=roles/scripts/parts/gates.sh
. parts/gates.sh
# shellcheck source=roles/scripts/parts/places.sh
. parts/places.sh
# shellcheck source=roles/scripts/parts/readiness.sh
. parts/readiness.sh
# shellcheck source=roles/scripts/parts/fingerprint.sh
. parts/fingerprint.sh
# shellcheck source=roles/scripts/parts/revisions.sh
. parts/revisions.sh
# shellcheck source=roles/scripts/parts/history.sh
. parts/history.sh
# Each look takes some hundredths of a second of the processor that the app starts with.
interval=0.25

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

put_in_place() { # put_in_place FOLDER: a revision, or one to be
    install -D -m 0600 "$1/environment" "$environment_file.new"
    mv "$environment_file.new" "$environment_file"
    place_properties "$1/properties"
    install -D -m 0644 "$1/unit" "$unit_file.new"
    mv "$unit_file.new" "$unit_file"
    chmod 0755 "$(dirname "$properties_file")"
    point_to "$(cat "$1/release")"
}

write_asked() { # write_asked FOLDER: what this turn brings
    (
        umask 077
        mkdir "$1"
        if [ "$how" = deploy ]; then
            printf '%s' "$environment" >"$1/environment"
            printf '%s' "$properties" >"$1/properties"
            printf '%s' "$unit_text" >"$1/unit"
            echo "$release" >"$1/release"
        else
            cp -rp "$revisions/$revision/." "$1"
            # Redis knows today's only. In a file, since a process list shows arguments.
            printf 's/^\(SPRING_DATA_REDIS_PASSWORD=\).*/\\1"%s"/\n' "$redis_password" >"$work/renew"
            sed -f "$work/renew" "$revisions/$revision/environment" >"$1/environment"
        fi
    )
}

if ! wait_for_other_runs "$state" "$busy_timeout"; then
    say "outcome: restored"
    exit 1
fi
adopt_folders
if [ "$how" = restore ]; then
    if [ ! -s "$state/previous" ]; then
        say "there is nothing that it ran before"
        say "outcome: restored"
        exit 1
    fi
    revision=$(cat "$state/previous")
fi
if [ "$how" != deploy ] && ! has_whole "$revision"; then
    say "it has not kept the revision $revision, which it was to go back to, or not whole"
    say "outcome: restored"
    exit 1
fi
write_asked "$work/asked"
find_site
write_probe
drain
put_in_place "$work/asked"
find_site

if pass_gates; then
    keep_as_healthy "$work/asked"
    remove_old "$keep_releases"
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
