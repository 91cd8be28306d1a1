# shellcheck shell=sh
# Deletes sessions that the kit's own visitors made; prints the keys that were there.
: "${password_file:?}" "${app_name:?}" "${port:?}" "${keys:?}"
: "${state:?}" "${lock_file:?}" "${lock_id:?}" "${busy_timeout:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh
wait_for_other_runs "$state" "$busy_timeout"
REDISCLI_AUTH=$(cat "$password_file")
export REDISCLI_AUTH
# The keys are words: a namespace and an identifier. What the indexed repository has beside a
# session ends with it.
for key in $keys; do
    expires=$(printf '%s' "$key" | sed 's/\(.*\):sessions:/\1:sessions:expires:/')
    deleted=$(redis-cli --user "$app_name" -p "$port" del "$key")
    [ "$deleted" != 1 ] || echo "$key"
    redis-cli --user "$app_name" -p "$port" del "$expires" >/dev/null
done
