# shellcheck shell=sh
# Deletes sessions that the kit's own visitors made; prints the keys that were there.
: "${redis_password?}" "${options:?}" "${keys:?}"
: "${state:?}" "${lock_file:?}" "${lock_id:?}" "${busy_timeout:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh
wait_for_other_runs "$state" "$busy_timeout"
REDISCLI_AUTH=$redis_password
export REDISCLI_AUTH
# Keys and options are words: names, numbers and paths; a namespace and an identifier. What the
# indexed repository has beside a session ends with it.
for key in $keys; do
    expires=$(printf '%s' "$key" | sed 's/\(.*\):sessions:/\1:sessions:expires:/')
    # shellcheck disable=SC2086
    deleted=$(redis-cli $options del "$key")
    [ "$deleted" != 1 ] || echo "$key"
    # shellcheck disable=SC2086
    redis-cli $options del "$expires" >/dev/null
done
