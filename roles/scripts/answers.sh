# shellcheck shell=sh
# Succeeds when the app runs and answers, where it listens now, within `patience` seconds: nothing
# of 5xx, which would be a fault of its own. Else it prints what it is.
: "${unit:?}" "${environment_file:?}" "${url_address:?}" "${readiness:?}" "${patience:?}"
# shellcheck source=roles/scripts/parts/actuator.sh
. parts/actuator.sh
interval=0.2
limit=$(($(date +%s) + patience))
until ask_readiness && [ "$status" != 000 ] && [ "$status" -lt 500 ] &&
    systemctl is-active --quiet "$unit"; do
    if [ "$(date +%s)" -ge "$limit" ]; then
        echo "is $(systemctl is-active "$unit"), and $readiness_url answered $status, for $patience s"
        exit 1
    fi
    sleep "$interval"
done
