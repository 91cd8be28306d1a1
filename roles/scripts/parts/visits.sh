# shellcheck shell=sh disable=SC2154
# What a gate sees of the site as a visitor does: an upload, and sessions that last.

ask() { # ask SECONDS CURL_OPTIONS... URL: prints the status; the body is in $work/body
    seconds=$1
    shift
    curl -s -o "$work/body" -w '%{http_code}' --max-time "$seconds" "$@" || true
}

warm_up_requests=30
retry_interval=0.5

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

# The first requests after a start may be too slow for the app itself: it connects to Redis with
# them, and its code is cold. While a server gives no answer or says that the fault is its own (5xx)
# it is tried again; what else it says would not change.
keep_trying() { # keep_trying SECONDS TRY: TRY sets status, and failed_gate where it fails
    seconds=$1
    limit=$(($(now) + seconds))
    tries=1
    until "$2"; do
        case "$status" in
        000 | 5??) ;;
        *) return 1 ;;
        esac
        if [ "$(now)" -ge "$limit" ]; then
            failed_gate="$failed_gate; tried $tries times in $seconds s"
            return 1
        fi
        tries=$((tries + 1))
        got=$failed_gate
        sleep "$retry_interval"
    done
    [ "$tries" = 1 ] || say "passed at try $tries; the one before: $got"
    failed_gate=
}

seconds_left() {
    left=$((limit - $(now)))
    [ "$left" -gt 0 ] || left=1
    echo "$left"
}

try_smoke() {
    visitor=smoke$tries
    status=$(upload "$visitor" "$(seconds_left)")
    if ! is_redirect "$status"; then
        failed_gate="smoke: POST $site$smoke_path answered $status, expected a redirect"
        return 1
    fi
    status=$(ask "$(seconds_left)" -b "$work/$visitor.jar" "$site$smoke_path")
    if [ "$status" != 200 ]; then
        failed_gate="smoke: GET $site$smoke_path answered $status after the upload, expected the page"
        return 1
    fi
    status=$(sees "$visitor" "$(seconds_left)")
    [ "$status" = 200 ] && return 0
    failed_gate="smoke: $site$smoke_path/raw gave $status, expected the upload"
    return 1
}

gate_smoke() { keep_trying "$smoke_timeout" try_smoke; }

try_session() {
    status=$(sees probe "$(seconds_left)")
    [ "$status" = 200 ] && return 0
    failed_gate="sessions: one that the release before wrote can't be read, $site$smoke_path/raw gave $status"
    return 1
}

gate_sessions() {
    [ -e "$work/probe.jar" ] || return 0
    keep_trying "$session_gate_timeout" try_session
}

# A fresh JVM is slow at first: better with us than with the visitors that are all sent to it at once.
warm_up() {
    curl -s -o /dev/null --max-time "$smoke_timeout" -b "$work/$visitor.jar" \
        "$site$smoke_path?warm-up=[1-$warm_up_requests]" || true
}
