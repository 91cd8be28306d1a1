# shellcheck shell=sh
# Deletes sessions that the kit's own gates made.
: "${redis_password?}" "${options:?}" "${keys:?}"
: "${state:?}" "${lock_file:?}" "${lock_id:?}" "${busy_timeout:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh
wait_for_other_runs "$state" "$busy_timeout"
# Words all of them: names, numbers and paths; a namespace and a UUID.
# shellcheck disable=SC2086
REDISCLI_AUTH=$redis_password redis-cli $options del $keys >/dev/null
