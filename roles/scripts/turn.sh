# shellcheck shell=sh
# The first part of an app server's turn, once no load balancer sends it new requests: wait for the
# requests in flight, switch, wait until it is ready. verdict.sh ends it, when visitors have tried.
# If it does not get ready the last healthy state comes back, and the turn ends here.
# Exits 0 when the server is ready; else its last line is the outcome: restored (what ran before
# serves again) or out. how=deploy brings the texts that are given; rollback and restore a revision
# that the server has kept, restore without a trace of the turn that it undoes.
: "${unit:?}" "${environment_file:?}" "${properties_file:?}" "${unit_file:?}" "${current:?}"
: "${releases:?}" "${state:?}" "${release:?}" "${revision:?}" "${environment?}"
: "${properties?}" "${unit_text?}" "${url_address:?}" "${port:?}" "${readiness:?}"
: "${drain_timeout:?}" "${start_timeout:?}" "${readiness_timeout:?}"
: "${how:?}" "${redis_password?}" "${busy_timeout:?}" "${app_name:?}"
: "${lock_file:?}" "${lock_id:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh
# shellcheck source=roles/scripts/parts/gates.sh
. parts/gates.sh
# shellcheck source=roles/scripts/parts/actuator.sh
. parts/actuator.sh
# shellcheck source=roles/scripts/parts/readiness.sh
. parts/readiness.sh
# shellcheck source=roles/scripts/parts/revisions.sh
. parts/revisions.sh
# shellcheck source=roles/scripts/parts/placing.sh
. parts/placing.sh
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
            escaped=$(printf '%s' "$redis_password" | sed 's/[\\/&]/\\&/g')
            printf 's/^\(SPRING_DATA_REDIS_PASSWORD=\).*/\\1"%s"/\n' "$escaped" >"$work/renew"
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
drain
put_in_place "$work/asked"
find_port

failed_gate=
if gate_start && gate_readiness; then
    say "ready after $(($(now) - started)) s"
    exit 0
fi
go_back "$failed_gate" "$started"
