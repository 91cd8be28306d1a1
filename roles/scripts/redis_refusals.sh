# shellcheck shell=sh
# Prints what the host's Redis has refused its users of late, as JSON.
: "${password_file:?}" "${port:?}" "${most:?}"
REDISCLI_AUTH=$(cat "$password_file")
export REDISCLI_AUTH
redis-cli -p "$port" --json acl log "$most"
