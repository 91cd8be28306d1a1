# shellcheck shell=sh
# Configures Redis. action=check exits 3 when something is to be done, and prints why Redis has to be
# restarted for it (`restart REASON`) and how much it reads again then (`holds KEYS`, `occupies BYTES`);
# action=apply does it, while Redis runs where it can; action=users prints the users that it would
# have, with the sums of their passwords. Other apps' users stay as they are. The passwords are made
# here, once, and stay here.
: "${action:?}" "${app_name:?}" "${rights:?}" "${configuration:?}" "${address:?}" "${port:?}"
: "${configuration_file:?}" "${users_file:?}" "${password_file:?}" "${admin_password_file:?}"
: "${unit_options:?}" "${unit_options_file:?}"
: "${state:?}" "${loaded_file:?}" "${sysctl_file:?}" "${busy_timeout:?}"
: "${lock_file:?}" "${lock_id:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh
# shellcheck source=roles/scripts/parts/redis_restart.sh
. parts/redis_restart.sh
interval=0.1
start_timeout=30
rewrite_timeout=120

make_password() {
    [ -s "$1" ] || (umask 077 && od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$1")
}

hash_of() { printf '%s' "$(cat "$1")" | sha256sum | cut -d' ' -f1; }

own_users() {
    echo "user default on #$(hash_of "$admin_password_file") ~* &* +@all"
    echo "user $app_name on #$(hash_of "$password_file") $rights"
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

has_unit_options() { printf '%s' "$unit_options" | cmp -s - "$unit_options_file"; }

is_settled() {
    has_unit_options && [ -s "$password_file" ] && [ -s "$admin_password_file" ] &&
        [ "$(wanted)" = "$(present)" ] &&
        [ "$(cat "$loaded_file" 2>/dev/null)" = "$(present)" ] &&
        ready
}

# Through standard input, which no process list shows. A user that is set keeps its connections;
# ACL LOAD would cut those of every app (until Redis 7.2).
set_users() {
    own_users | sed 's/^user \([^ ]*\)/ACL SETUSER \1 reset/' | ask_redis | sort -u | grep -qx OK || {
        not_taken "its users of $users_file"
        return 1
    }
}

set_directives() {
    for directive in $(printf '%s\n' "$configuration" | sed -n 's/^\([a-z][a-z-]*\) .*/\1/p'); do
        [ "$(running "$directive")" = "$(asked "$directive")" ] ||
            ask_redis config set "$directive" "$(asked "$directive")" | grep -qx OK || {
            not_taken "$directive $(asked "$directive")"
            return 1
        }
    done
}

# A restart would do, but none was said beforehand.
not_taken() {
    say "Redis runs and does not take this: $1. Its files are in place: when few visitors are there," \
        "run systemctl restart redis-server on this host, then deploy again"
}

if [ "$action" = users ]; then
    users 2>/dev/null
    exit 0
fi

if [ "$action" = check ]; then
    ! is_settled || exit 0
    choose_way
    if [ "$way" = restart ]; then
        sed 's/^/restart /' "$work/reasons"
        echo "holds $(ask_redis dbsize)"
        echo "occupies $(occupied)"
    fi
    exit 3
fi

wait_for_other_runs "$state" "$busy_timeout"
choose_way
[ "$way" != restart ] || write_append_only_file
make_password "$password_file"
make_password "$admin_password_file"
# In a container /proc/sys belongs to the machine below.
[ ! -w /proc/sys/vm/overcommit_memory ] || sysctl -q -p "$sysctl_file"
place "$configuration_file" 0640 "$configuration"
place "$users_file" 0640 "$(users)
"
chown redis:redis "$configuration_file" "$users_file"
if ! has_unit_options; then
    mkdir -p "$(dirname "$unit_options_file")"
    place "$unit_options_file" 0644 "$unit_options"
    systemctl daemon-reload
fi
systemctl is-enabled --quiet redis-server || systemctl enable --quiet redis-server
if [ "$way" = change ]; then
    set_directives
    set_users
else
    [ "$way" = start ] || say "$(sed 's/^/Redis is restarted: /' "$work/reasons")"
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
