# shellcheck shell=sh
# Succeeds when the app runs and answers, where it listens now, within `patience` seconds: nothing
# of 5xx, which would be a fault of its own.
: "${unit:?}" "${environment_file:?}" "${url_address:?}" "${app_port:?}" "${readiness_path:?}"
: "${patience:?}"
port=$(sed -n 's/^SERVER_PORT="\([0-9]*\)"$/\1/p' "$environment_file")
limit=$(($(date +%s) + patience))
until systemctl is-active --quiet "$unit" &&
    answered=$(curl -s -o /dev/null -w '%{http_code}' --max-time 2 \
        "http://$url_address:${port:-$app_port}$readiness_path") && [ "$answered" -lt 500 ]; do
    [ "$(date +%s)" -lt "$limit" ] || exit 1
    sleep 0.2
done
