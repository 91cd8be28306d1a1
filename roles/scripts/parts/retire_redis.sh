# shellcheck shell=sh disable=SC2154
# A Redis host that is none any more. Redis stays while anybody else has a user or a connection there.

has_redis() {
    [ -e "$redis_password_file" ] || grep -qs "^user $app_name " "$redis_users"
}

ask_own_redis() {
    redis_port=$(sed -n 's/^port //p' "$redis_conf" 2>/dev/null)
    REDISCLI_AUTH=$(cat "$redis_admin_password_file" 2>/dev/null) \
        timeout 5 redis-cli -p "${redis_port:-6379}" "$@" 2>/dev/null
}

# Prints the addresses of those connected from elsewhere, and as whom: what asks here is no one.
clients() {
    ask_own_redis client list | awk '{
        for (i = 1; i <= NF; i++) {
            at = index($i, "=")
            field[substr($i, 1, at - 1)] = substr($i, at + 1)
        }
        sub(/:[0-9]*$/, "", field["addr"])
        sub(/:[0-9]*$/, "", field["laddr"])
        if (field["addr"] != field["laddr"]) print field["user"], field["addr"]
    }' | sort -u
}

other_users() { grep -s "^user " "$redis_users" | grep -v "^user \(default\|$app_name\) "; }

is_shared() { other_users | grep -q . || clients | grep -qv "^$app_name "; }

say_redis() {
    clients | sed -n "s/^$app_name //p" | while read -r address; do
        say "serves Redis: $address keeps the sessions of $app_name there"
    done
    if is_shared; then
        say "take the user $app_name of Redis and its password"
    else
        say "take Redis with its users and their passwords"
    fi
}

take_redis() {
    # Another app's deploy may be at work with it.
    mkdir -p "$redis_state"
    exec 8>"$redis_state/step"
    flock -w "$busy_timeout" 8
    if is_shared; then
        place "$redis_users.retired" 0640 "$(grep -v "^user $app_name " "$redis_users")
"
        chown redis:redis "$redis_users.retired"
        mv "$redis_users.retired" "$redis_users"
        if systemctl is-active --quiet redis-server; then
            ask_own_redis acl deluser "$app_name" >/dev/null || {
                say "Redis runs, and can't be asked with $redis_admin_password_file to forget $app_name"
                exit 1
            }
        fi
        cat "$redis_conf" "$redis_users" | sha256sum >"$redis_loaded"
    else
        systemctl disable --quiet --now redis-server
        rm -f "$redis_users" "$redis_admin_password_file" "$redis_loaded" "$redis_unit_options"
        rmdir "$(dirname "$redis_unit_options")" 2>/dev/null || true
        systemctl daemon-reload
        redis_data=$(sed -n 's/^dir //p' "$redis_conf" 2>/dev/null)
        [ ! -e "${redis_data:-/var/lib/redis}" ] || say "left ${redis_data:-/var/lib/redis}"
    fi
    rm -f "$redis_password_file"
    exec 8>&-
}
