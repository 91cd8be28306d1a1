# shellcheck shell=sh
# Deletes sessions that the kit's own gates made.
: "${password_file:?}" "${app_name:?}" "${port:?}" "${keys:?}"
# The keys are words: a namespace and a UUID.
# shellcheck disable=SC2086
REDISCLI_AUTH=$(cat "$password_file") redis-cli --user "$app_name" -p "$port" del $keys >/dev/null
