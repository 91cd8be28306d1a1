# shellcheck shell=sh disable=SC2154
# The gate of an app that says itself whether it may get requests.

gate_readiness() {
    while stays_up; do
        status=$(ask 2 "$site$readiness_path")
        [ "$status" != 200 ] || return 0
        if [ "$(now)" -ge "$((started + readiness_timeout))" ]; then
            failed_gate="readiness: $site$readiness_path answered $status for $readiness_timeout s"
            return 1
        fi
        sleep "$interval"
    done
    return 1
}
