# shellcheck shell=sh
# Runs a command of pyinfra's as a step of a run; prints what it printed where it fails.
: "${command:?}" "${state:?}" "${lock_file:?}" "${lock_id:?}" "${busy_timeout:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh
wait_for_other_runs "$state" "$busy_timeout"
# What it leaves running holds no step.
sh -c "$command" >"$work/said" 2>&1 9>&- || {
    cat "$work/said"
    exit 1
}
