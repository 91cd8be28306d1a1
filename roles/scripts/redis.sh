# shellcheck shell=sh
# Configures Redis. action=check exits 3 when something is to be done; action=apply does it, while
# Redis runs where it can. Other apps' users stay as they are. The passwords are made here, once,
# and stay here; prints nothing of them.
: "${action:?}" "${app_name:?}" "${namespace:?}" "${configuration:?}" "${address:?}" "${port:?}"
: "${configuration_file:?}" "${users_file:?}" "${password_file:?}" "${state:?}" "${loaded_file:?}"
: "${sysctl_file:?}" "${busy_timeout:?}" "${lock_file:?}" "${lock_id:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh
interval=0.1
start_timeout=30
admin_password_file=/etc/redis/admin.password
# What Redis takes at its start only; a new port is not tried on the go either, since what asks
# Redis for the rest goes through the old one.
fixed="aclfile daemonize dir logfile pidfile port supervised"

make_password() {
    [ -s "$1" ] || (umask 077 && od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$1")
}

hash_of() { printf '%s' "$(cat "$1")" | sha256sum | cut -d' ' -f1; }

own_users() {
    echo "user default on #$(hash_of "$admin_password_file") ~* &* +@all"
    # What Spring Session's repositories call, on the app's own keys and channels.
    echo "user $app_name on #$(hash_of "$password_file") resetkeys ~$namespace:*" \
        "resetchannels &$namespace:* &__keyevent@*" \
        "nocommands +@read +@write +@connection +@pubsub +@transaction -@dangerous +info"
}

# In an order that does not depend on whose deploy was the last.
users() {
    {
        own_users
        grep "^user " "$users_file" 2>/dev/null | grep -v "^user \(default\|$app_name\) "
    } | LC_ALL=C sort
}

wanted() {
    {
        printf '%s' "$configuration"
        users
    } | sha256sum
}

present() { cat "$configuration_file" "$users_file" 2>/dev/null | sha256sum; }

ready() {
    REDISCLI_AUTH=$(cat "$password_file") \
        redis-cli --user "$app_name" -h "$address" -p "$port" ping 2>/dev/null | grep -q PONG
}

ask_redis() { REDISCLI_AUTH=$(cat "$admin_password_file") redis-cli -p "$port" "$@" 2>/dev/null; }

running() { ask_redis config get "$1" | tail -n 1; }

asked() { # asked DIRECTIVE: its value as CONFIG GET has it
    value=$(printf '%s\n' "$configuration" | sed -n "s/^$1 //p")
    case "$value" in
    *mb) echo "$((${value%mb} * 1024 * 1024))" ;;
    '""') ;;
    *) printf '%s' "$value" ;;
    esac
}

takes_it_running() {
    systemctl is-active --quiet redis-server || return 1
    for directive in $fixed; do
        [ "$(running "$directive")" = "$(asked "$directive")" ] || return 1
    done
}

# Through standard input, which no process list shows. A user that is set keeps its connections;
# ACL LOAD would cut those of every app (until Redis 7.2).
set_users() {
    own_users | sed 's/^user \([^ ]*\)/ACL SETUSER \1 reset/' | ask_redis | sort -u | grep -qx OK
}

set_directives() {
    for directive in $(printf '%s\n' "$configuration" | sed -n 's/^\([a-z][a-z-]*\) .*/\1/p'); do
        [ "$(running "$directive")" = "$(asked "$directive")" ] ||
            ask_redis config set "$directive" "$(asked "$directive")" | grep -qx OK || return 1
    done
}

if [ "$action" = check ]; then
    [ -s "$password_file" ] && [ -s "$admin_password_file" ] || exit 3
    [ "$(wanted)" = "$(present)" ] || exit 3
    [ "$(cat "$loaded_file" 2>/dev/null)" = "$(present)" ] || exit 3
    ready || exit 3
    exit 0
fi

wait_for_other_runs "$state" "$busy_timeout"
make_password "$password_file"
make_password "$admin_password_file"
# In a container /proc/sys belongs to the machine below.
[ ! -w /proc/sys/vm/overcommit_memory ] || sysctl -q -p "$sysctl_file"
place "$configuration_file" 0640 "$configuration"
place "$users_file" 0640 "$(users)
"
chown redis:redis "$configuration_file" "$users_file"
systemctl is-enabled --quiet redis-server || systemctl enable --quiet redis-server
if ! { takes_it_running && set_directives && set_users; }; then
    say "Redis is restarted: it does not run, or can't take this configuration while it does"
    systemctl restart redis-server || true
fi
limit=$(($(now) + start_timeout))
until ready; do
    if [ "$(now)" -ge "$limit" ]; then
        say "Redis does not answer at $address:$port within $start_timeout s; the last lines of its log:"
        tail -n 12 /var/log/redis/redis-server.log
        exit 1
    fi
    sleep "$interval"
done
present >"$loaded_file"
