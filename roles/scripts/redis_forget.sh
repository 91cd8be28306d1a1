# shellcheck shell=sh
# Deletes sessions that the kit's own visitors made; prints the keys that were there.
: "${redis_password?}" "${options:?}" "${keys:?}" "${index_seconds:?}"
: "${state:?}" "${lock_file:?}" "${lock_id:?}" "${busy_timeout:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh
wait_for_other_runs "$state" "$busy_timeout"
REDISCLI_AUTH=$redis_password
export REDISCLI_AUTH
# Keys and options are words: names, numbers and paths; a namespace and an identifier. Of the indexed
# repository the app hears that the key beside a session has ended, and takes the session out of its
# index, for which it has to find the session once more.
for key in $keys; do
    expires=$(printf '%s' "$key" | sed 's/\(.*\):sessions:/\1:sessions:expires:/')
    # shellcheck disable=SC2086
    case $(redis-cli $options del "$expires") in
    1) ended=$(redis-cli $options expire "$key" "$index_seconds") ;;
    *) ended=$(redis-cli $options del "$key") ;;
    esac
    [ "$ended" != 1 ] || echo "$key"
done
