# shellcheck shell=sh
# Configures Redis. action=check exits 3 when something is to be done; action=apply does it.
# The passwords are made here, once, and stay here; prints nothing of them.
: "${action:?}" "${app_name:?}" "${namespace:?}" "${configuration:?}" "${address:?}" "${port:?}"
: "${configuration_file:?}" "${users_file:?}" "${password_file:?}" "${state:?}"
: "${sysctl_file:?}" "${busy_timeout:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh
interval=0.1
admin_password_file=/etc/redis/admin.password

make_password() {
    [ -s "$1" ] || (umask 077 && od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$1")
}

hash_of() { printf '%s' "$(cat "$1")" | sha256sum | cut -d' ' -f1; }

users() {
    echo "user default on #$(hash_of "$admin_password_file") ~* &* +@all"
    # What Spring Session's repositories call, on the app's own keys and channels.
    echo "user $app_name on #$(hash_of "$password_file") resetkeys ~$namespace:*" \
        "resetchannels &$namespace:* &__keyevent@*" \
        "nocommands +@read +@write +@connection +@pubsub +@transaction -@dangerous +info"
}

wanted() {
    {
        printf '%s' "$configuration"
        users
    } | sha256sum
}

present() { cat "$configuration_file" "$users_file" | sha256sum; }

ready() {
    REDISCLI_AUTH=$(cat "$password_file") \
        redis-cli --user "$app_name" -h "$address" -p "$port" ping 2>/dev/null | grep -q PONG
}

if [ "$action" = check ]; then
    [ -s "$password_file" ] && [ -s "$admin_password_file" ] || exit 3
    [ "$(wanted)" = "$(present)" ] || exit 3
    [ "$(cat "$state/redis")" = "$(present)" ] || exit 3
    ready || exit 3
    exit 0
fi

wait_for_other_runs "$state" "$busy_timeout"
make_password "$password_file"
make_password "$admin_password_file"
# In a container /proc/sys belongs to the machine below.
[ ! -w /proc/sys/vm/overcommit_memory ] || sysctl -q -p "$sysctl_file"
umask 027
printf '%s' "$configuration" >"$configuration_file"
users >"$users_file"
chown redis:redis "$configuration_file" "$users_file"
chmod 0640 "$configuration_file" "$users_file"
systemctl enable --quiet redis-server
systemctl restart redis-server
limit=$(($(date +%s) + 30))
until ready; do
    if [ "$(date +%s)" -ge "$limit" ]; then
        echo "Redis does not answer at $address:$port 30 s after its start; the last lines of its log:"
        tail -n 12 /var/log/redis/redis-server.log
        exit 1
    fi
    sleep "$interval"
done
present >"$state/redis"
