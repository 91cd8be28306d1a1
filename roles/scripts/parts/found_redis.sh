# shellcheck shell=sh disable=SC2154
# A Redis that the kit has not set up: what it holds and who connects.

ask_found() {
    REDISCLI_AUTH=$(cat "$redis_admin_password_file" 2>/dev/null) \
        timeout 2 redis-cli -p "$found_port" "$@" 2>/dev/null
}

# What a Redis without keys leaves of itself at its end is smaller.
has_files() {
    folder=$(sed -n 's/^dir //p' "$redis_conf")
    [ -n "$(find "${folder:-/var/lib/redis}" -type f -size +200c 2>/dev/null | head -n 1)" ]
}

say_found_redis() {
    [ -e "$redis_conf" ] || return 0
    ! grep -q '^# Made by the deploy' "$redis_conf" || return 0
    if ! systemctl is-active --quiet redis-server; then
        ! has_files || echo "found_redis stopped"
        return 0
    fi
    found_port=$(sed -n 's/^port //p' "$redis_conf" | tail -n 1)
    found_port=${found_port:-6379}
    keyspace=$(ask_found info keyspace)
    case "$keyspace" in
    *"# Keyspace"*) echo "found_redis runs" ;;
    *)
        echo "found_redis closed"
        return 0
        ;;
    esac
    echo "found_keys $(echo "$keyspace" | sed -n 's/^db[0-9]*:keys=\([0-9]*\).*/\1/p' |
        awk '{ sum += $1 } END { print sum + 0 }')"
    # Not the client that asks.
    ask_found client list | grep -v ' cmd=client' |
        sed -n 's/.* addr=\([^ ]*\):[0-9]* .*/found_client \1/p' | sort -u
}
