# shellcheck shell=sh
# The deploy lock of a host. It counts while its holder renews it; after lease_seconds it is free.
# action=take prints `held JSON` and exits 3 where another run holds it, and `abandoned JSON` where
# it takes over from one that is gone; action=renew says so and exits 3 where it was lost;
# action=release ends it, and the mark `ended` with it; action=free ends anybody's and prints it. An `entry` goes to the audit log.
: "${action:?}" "${lock_file:?}" "${id:?}" "${content?}" "${gone?}" "${lease_seconds:?}"
: "${ended?}"
: "${audit_log:?}" "${entry?}" "${rotation_file:?}" "${rotation:?}"
set -eu
# shellcheck source=roles/scripts/parts/holder.sh
. parts/holder.sh
mkdir -p "$(dirname "$lock_file")" "$(dirname "$audit_log")"
exec 8>"$lock_file.guard"
flock -w 10 8

write_audit() {
    [ -n "$1" ] || return 0
    [ -e "$rotation_file" ] || printf '%s' "$rotation" >"$rotation_file"
    (umask 027 && printf '%s\n' "$1" >>"$audit_log")
}

case "$action" in
take)
    if [ -e "$lock_file" ] && ! holds "$id"; then
        age=$(($(date +%s) - $(stat -c %Y "$lock_file")))
        if [ "$age" -lt "$lease_seconds" ] && ! { [ -n "$gone" ] && holds "$gone"; }; then
            echo "held $(cat "$lock_file")"
            exit 3
        fi
        echo "abandoned $(cat "$lock_file")"
        write_audit "{\"outcome\": \"abandoned\", \"lock\": $(cat "$lock_file")}"
    fi
    printf '%s\n' "$content" >"$lock_file.new"
    mv "$lock_file.new" "$lock_file"
    ;;
renew)
    refuse_without_lock "$id"
    touch "$lock_file"
    ;;
release)
    ! holds "$id" || rm -f "$lock_file" ${ended:+"$ended"}
    write_audit "$entry"
    ;;
free)
    [ -e "$lock_file" ] || exit 0
    echo "freed $(cat "$lock_file")"
    rm -f "$lock_file"
    write_audit "$entry"
    ;;
esac
