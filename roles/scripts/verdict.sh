# shellcheck shell=sh
# The second part of an app server's turn, once visitors have tried it: what runs is kept as healthy,
# or, where failed_gate says why not, the last healthy state comes back.
# Prints and exits as turn.sh does.
: "${unit:?}" "${environment_file:?}" "${properties_file:?}" "${unit_file:?}" "${current:?}"
: "${releases:?}" "${state:?}" "${revision:?}" "${url_address:?}" "${port:?}" "${app_name:?}"
: "${readiness:?}" "${keep_releases:?}" "${most_revisions:?}" "${start_timeout:?}"
: "${readiness_timeout:?}" "${how:?}" "${failed_gate?}"
: "${busy_timeout:?}" "${lock_file:?}" "${lock_id:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh
# shellcheck source=roles/scripts/parts/gates.sh
. parts/gates.sh
# shellcheck source=roles/scripts/parts/actuator.sh
. parts/actuator.sh
# shellcheck source=roles/scripts/parts/readiness.sh
. parts/readiness.sh
# shellcheck source=roles/scripts/parts/fingerprint.sh
. parts/fingerprint.sh
# shellcheck source=roles/scripts/parts/revisions.sh
. parts/revisions.sh
# shellcheck source=roles/scripts/parts/history.sh
. parts/history.sh
# shellcheck source=roles/scripts/parts/placing.sh
. parts/placing.sh
interval=0.25

wait_for_other_runs "$state" "$busy_timeout"
find_port
[ "$how" != restore ] || revision=$(cat "$state/previous")
if [ -z "$failed_gate" ] && stays_up; then
    (
        # For root only, whatever modes they have where they count.
        umask 077
        mkdir "$work/passed"
        cp "$environment_file" "$work/passed/environment"
        cp "$properties_file" "$work/passed/properties"
        cp "$unit_file" "$work/passed/unit"
        basename "$(readlink "$current")" >"$work/passed/release"
    )
    keep_as_healthy "$work/passed"
    remove_old "$keep_releases"
    exit 0
fi
go_back "$failed_gate" "$(date -d "$(systemctl show -p ExecMainStartTimestamp --value "$unit")" +%s)"
