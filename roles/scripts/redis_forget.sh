# shellcheck shell=sh
# Deletes sessions that the kit's own gates made.
: "${password_file:?}" "${app_name:?}" "${port:?}" "${keys:?}"
: "${state:?}" "${lock_file:?}" "${lock_id:?}" "${busy_timeout:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh
wait_for_other_runs "$state" "$busy_timeout"
# The keys are words: a namespace and a UUID.
# shellcheck disable=SC2086
REDISCLI_AUTH=$(cat "$password_file") redis-cli --user "$app_name" -p "$port" del $keys >/dev/null
