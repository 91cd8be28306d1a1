# shellcheck shell=sh disable=SC2154
# The gates that an app server passes before it gets traffic; failed_gate says which one it failed.

ask() { # ask SECONDS CURL_OPTIONS... URL: prints the status; the body is in $work/body
    seconds=$1
    shift
    curl -s -o "$work/body" -w '%{http_code}' --max-time "$seconds" "$@" || true
}

warm_up_requests=30

# A picture of one pixel; what comes after its end makes it one of its own.
picture() {
    base64 -d <<'PNG'
iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGOQj98PAAHeAT6KpYphAAAAAElFTkSuQmCC
PNG
    od -An -N16 -tx1 /dev/urandom
}

upload() { # upload VISITOR SECONDS: posts a picture and prints the status
    picture >"$work/$1.png"
    ask "$2" -c "$work/$1.jar" -F "$smoke_field=@$work/$1.png;type=image/png" "$site$smoke_path"
}

sees() { # sees VISITOR SECONDS: prints the status of its picture, or what is wrong with it
    status=$(ask "$2" -b "$work/$1.jar" "$site$smoke_path/raw")
    if [ "$status" = 200 ] && ! cmp -s "$work/body" "$work/$1.png"; then
        status="another picture"
    fi
    printf '%s' "$status"
}

is_redirect() {
    case "$1" in
    30[1237]) ;;
    *) return 1 ;;
    esac
}

# The sessions that the gates made, for the control machine to delete where it can.
say_sessions() {
    for jar in "$work"/*.jar; do
        [ ! -e "$jar" ] || say "forget $(awk '$6 == "SESSION" { print $7 }' "$jar")"
    done
}

# A session of the release that runs now, for the one to come to read.
write_probe() {
    [ "$keeps_sessions" = yes ] && systemctl is-active --quiet "$unit" || return 0
    status=$(upload probe "$session_gate_timeout")
    if ! is_redirect "$status"; then
        say "the running release wrote no session to try: POST $site$smoke_path answered $status"
        rm -f "$work/probe.jar"
    fi
}

gate_start() {
    systemctl daemon-reload
    systemctl reset-failed "$unit" 2>/dev/null || true
    systemctl is-enabled --quiet "$unit" || systemctl enable --quiet "$unit"
    started=$(now)
    timeout "$start_timeout" systemctl restart "$unit" && stays_up && return 0
    failed_gate=${failed_gate:-"start: systemd did not start the unit within $start_timeout s"}
    return 1
}

stays_up() {
    case "$(systemctl show -p ActiveState -p NRestarts --value "$unit" | tr '\n' ' ')" in
    "active 0 " | "0 active ") ;;
    *)
        failed_gate="start: the unit did not stay up"
        return 1
        ;;
    esac
}

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

gate_smoke() {
    status=$(upload smoke "$smoke_timeout")
    if ! is_redirect "$status"; then
        failed_gate="smoke: POST $site$smoke_path answered $status, expected a redirect"
        return 1
    fi
    status=$(ask "$smoke_timeout" -b "$work/smoke.jar" "$site$smoke_path")
    if [ "$status" != 200 ]; then
        failed_gate="smoke: GET $site$smoke_path answered $status after the upload, expected the page"
        return 1
    fi
    status=$(sees smoke "$smoke_timeout")
    [ "$status" = 200 ] && return 0
    failed_gate="smoke: $site$smoke_path/raw gave $status, expected the upload"
    return 1
}

gate_sessions() {
    [ -e "$work/probe.jar" ] || return 0
    status=$(sees probe "$session_gate_timeout")
    [ "$status" = 200 ] && return 0
    failed_gate="sessions: one that the release before wrote can't be read, $site$smoke_path/raw gave $status"
    return 1
}

# A fresh JVM is slow at first: better with us than with the visitors that are all sent to it at once.
warm_up() {
    curl -s -o /dev/null --max-time "$smoke_timeout" -b "$work/smoke.jar" \
        "$site$smoke_path?warm-up=[1-$warm_up_requests]" || true
}

pass_gates() {
    failed_gate=
    gate_start && gate_readiness && gate_smoke && gate_sessions && warm_up && stays_up
}
