# shellcheck shell=sh
# Whether Redis has to be restarted for what is asked of it, and why.
# What Redis takes at its start only; a new port is not tried on the go either, since what asks
# Redis for the rest goes through the old one.
fixed="aclfile appenddirname appendfilename daemonize dir logfile pidfile port supervised"

ask_redis() {
    REDISCLI_AUTH=$(cat "$admin_password_file" 2>/dev/null) \
        redis-cli -p "$live_port" "$@" 2>/dev/null
}

# At the port that is asked, or at the one of its file where it shall move.
find_redis() {
    for live_port in "$port" "$(sed -n 's/^port //p' "$configuration_file" 2>/dev/null)"; do
        if [ "$(ask_redis config get port | head -n 1)" = port ]; then
            return
        fi
    done
    return 1
}

occupied() { ask_redis info memory | sed -n 's/^used_memory_dataset:\([0-9]*\).*/\1/p'; }

running() { ask_redis config get "$1" | tail -n 1; }

asked() { # asked DIRECTIVE: its value as CONFIG GET has it
    value=$(printf '%s\n' "$configuration" | sed -n "s/^$1 //p")
    case "$value" in
    *mb) echo "$((${value%mb} * 1024 * 1024))" ;;
    '""') ;;
    *) printf '%s' "$value" ;;
    esac
}

# Why Redis, which runs, can't be brought to what is asked while it does: a line for each reason.
reasons_to_restart() {
    if ! find_redis; then
        echo "it can't be asked with the password in $admin_password_file"
        return
    fi
    for directive in $fixed; do
        found=$(running "$directive")
        shall=$(asked "$directive")
        [ "$found" = "$shall" ] || echo "$directive from ${found:-nothing} to ${shall:-nothing}"
    done
}

persistence() { ask_redis info persistence | sed -n "s/^$1:\([a-z0-9]*\).*/\1/p"; }

# Redis that starts with an append-only file which is not there yet starts empty, whatever its dump
# holds: one that has been without writes it first.
write_append_only_file() {
    [ "$(running appendonly)" = no ] || return 0
    ask_redis config set appendonly yes | grep -qx OK || {
        say "Redis can't write its append-only file, so it is not restarted: see its log"
        return 1
    }
    limit=$(($(now) + rewrite_timeout))
    until [ "$(persistence aof_rewrite_in_progress)" = 0 ] &&
        [ "$(persistence aof_rewrite_scheduled)" = 0 ] &&
        [ "$(persistence aof_last_bgrewrite_status)" = ok ]; do
        if [ "$(now)" -ge "$limit" ]; then
            say "Redis has not written its append-only file within $rewrite_timeout s: see its log"
            return 1
        fi
        sleep "$interval"
    done
}

# How Redis comes to what is asked: by a start, a restart or a change while it runs. Asked before
# its files are replaced, which say where it listens.
choose_way() {
    way=start
    systemctl is-active --quiet redis-server || return 0
    reasons_to_restart >"$work/reasons"
    way=change
    [ ! -s "$work/reasons" ] || way=restart
}
