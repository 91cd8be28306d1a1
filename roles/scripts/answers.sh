# shellcheck shell=sh
# Succeeds when the app runs and answers, where it listens now, within `patience` seconds: nothing
# of 5xx, which would be a fault of its own. Else it prints what it is.
: "${unit:?}" "${environment_file:?}" "${url_address:?}" "${app_port:?}" "${readiness_path:?}"
: "${patience:?}"
interval=0.2
port=$(sed -n 's/^SERVER_PORT="\([0-9]*\)"$/\1/p' "$environment_file")
url=http://$url_address:${port:-$app_port}$readiness_path
limit=$(($(date +%s) + patience))
until answered=$(curl -s -o /dev/null -w '%{http_code}' --max-time 2 "$url") &&
    [ "$answered" -lt 500 ] && systemctl is-active --quiet "$unit"; do
    if [ "$(date +%s)" -ge "$limit" ]; then
        echo "is $(systemctl is-active "$unit"), and $url answered $answered, for $patience s"
        exit 1
    fi
    sleep "$interval"
done
