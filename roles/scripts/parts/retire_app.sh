# shellcheck shell=sh disable=SC2154
# An app server that is none any more.

has_app() {
    for path in "$unit_file" "$environment_file" "$properties_file" "$releases" "$state/revisions"; do
        [ ! -e "$path" ] || return 0
    done
    return 1
}

# Who talks to the app from elsewhere: load balancers keep connections to whom they send requests.
callers() {
    port=$(sed -n 's/^SERVER_PORT="\([0-9]*\)"$/\1/p' "$environment_file" 2>/dev/null)
    # A JVM has IPv4 in the dress of IPv6.
    ss -Htn state established "sport = :${port:-0}" | sed 's/\[::ffff:\([0-9.]*\)\]/\1/g' | awk '{
        sub(/:[0-9]*$/, "", $3); sub(/:[0-9]*$/, "", $4)
        if ($3 != $4) print $4
    }' | sort -u
}

say_app() {
    if systemctl is-active --quiet "$unit"; then
        for caller in $(callers); do
            say "serves $unit: $caller is connected to it"
        done
    fi
    say "take $unit with its environment, its properties, its releases and the revisions it kept"
}

take_app() {
    systemctl disable --quiet --now "$unit" 2>/dev/null || systemctl stop "$unit" 2>/dev/null || true
    if systemctl is-active --quiet "$unit"; then
        say "$unit does not stop; the last lines of its log:"
        say "$(journalctl -q -u "$unit" -n 12 -o cat)"
        exit 1
    fi
    rm -f "$unit_file" "$unit_file.new" "$environment_file" "$environment_file.new" \
        "$properties_file" "$properties_file.new"
    systemctl daemon-reload
    systemctl reset-failed "$unit" 2>/dev/null || true
    # A JAR may hold passwords, as the properties may.
    rm -rf "$releases" "$current" "$current.new" "$home"/.upload* "$app_temporary"
    for kept in healthy healthy.new revisions history rolled-back previous before moved; do
        rm -rf "${state:?}/$kept"
    done
    rmdir "$configuration" "$home" 2>/dev/null || true
}
