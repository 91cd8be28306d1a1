# shellcheck shell=sh disable=SC2154
# Asking the app over HTTP.

ask() { # ask SECONDS CURL_OPTIONS... URL: prints the status; the body is in $work/body
    seconds=$1
    shift
    curl -s -o "$work/body" -w '%{http_code}' --max-time "$seconds" "$@" || true
}
