# shellcheck shell=sh disable=SC2154
# What an app server runs from, put in place; and the way back to what last passed the gates.

# What serves here listens where its own environment says, not where the next one will.
find_port() {
    found=$(sed -n 's/^SERVER_PORT="\([0-9]*\)"$/\1/p' "$environment_file" 2>/dev/null || true)
    port=${found:-$port}
}

point_to() {
    ln -sfn "$releases/$1" "$current.new"
    mv -T "$current.new" "$current"
}

# They may hold passwords: root's and the app's only, whatever mode the copy has.
place_properties() { # place_properties COPY
    install -D -m 0640 -g "$app_name" "$1" "$properties_file.new"
    mv "$properties_file.new" "$properties_file"
}

put_in_place() { # put_in_place FOLDER: a revision, or one to be
    install -D -m 0600 "$1/environment" "$environment_file.new"
    mv "$environment_file.new" "$environment_file"
    place_properties "$1/properties"
    install -D -m 0644 "$1/unit" "$unit_file.new"
    mv "$unit_file.new" "$unit_file"
    chmod 0755 "$(dirname "$properties_file")"
    point_to "$(cat "$1/release")"
}

# Ends the turn of a server that failed a gate; healthy is what it goes back to.
go_back() { # go_back GATE SINCE: the gate and how it failed; the log is shown from that second on
    say "gate failed: $1"
    say "the last lines of its log:"
    say "$(last_lines "$unit" "$2")"
    own=$(systemctl show -p MainPID --value "$unit")
    holder=$(ss -Hltnp "sport = :$port" | grep -v "pid=$own," || true)
    [ -z "$holder" ] || say "port $port is held by: $holder"
    if [ -e "$healthy/fingerprint" ]; then
        put_in_place "$healthy"
        find_port
        # Visitors were well with what it ran before: whether it is ready is all that counts.
        if gate_start && gate_readiness; then
            say "outcome: restored"
            exit 1
        fi
    fi
    systemctl disable --quiet --now "$unit" || true
    say "outcome: out"
    exit 1
}
