# shellcheck shell=sh disable=SC2154
# What an app server runs, and what it has kept to go back to.

of_environment() { # of_environment NAME: what the app is given as that
    sed -n "s/^$1=\"\(.*\)\"$/\1/p" "$environment_file" 2>/dev/null
}

# The session profile of an environment, and behind it Actuator's place where that is named.
named_in() {
    sed -n '/^# .*Session profile: /{ s///; h; }
        /^# Actuator: /{ s///; H; }
        ${ x; s/\n/ /; p; }' "$1" 2>/dev/null
}

say_app() {
    release=$(readlink "$current") && release=${release##*/}
    echo "release $release"
    echo "fingerprint $(fingerprint_of "$environment_file" "$properties_file" "$unit_file" "$release")"
    port=$(of_environment SERVER_PORT)
    echo "port $port"
    named=$(named_in "$environment_file")
    echo "sessions ${named%% *}"
    echo "actuator ${named#"${named%% *}"}"
    echo "session_redis $(of_environment SPRING_DATA_REDIS_HOST) $(of_environment SPRING_DATA_REDIS_PORT)"
    echo "session_namespace $(of_environment SPRING_SESSION_REDIS_NAMESPACE)"
    echo "active $(systemctl is-active "$unit")"
    ask_readiness
    echo "answered $status"
    in_memory=$(curl -s --max-time 1 "$(url_of Actuator "$actuator")$sessions_metric" |
        sed -n 's/.*"value":\([0-9]*\).*/\1/p')
    echo "sessions_in_memory $in_memory"
    changed=$(stat -c %Z "$environment_file" "$properties_file" "$unit_file" "$current" \
        2>/dev/null | sort -n | tail -n 1)
    started=$(systemctl show -p ExecMainStartTimestamp --value "$unit")
    if [ -n "$started" ] && [ "$(date -d "$started" +%s)" -ge "${changed:-0}" ]; then
        echo "fresh yes"
    fi
    exposed=$(find "$environment_file" "$properties_file" -perm /007 2>/dev/null)
    [ -z "$exposed" ] || echo "exposed yes"
}

say_kept() {
    # There may be a hundred of each: as few processes as can be.
    for kept in "$state/revisions"/*/; do
        kept=${kept%/}
        [ -e "$kept/fingerprint" ] || continue
        read -r of_release <"$kept/release"
        read -r sum <"$kept/fingerprint"
        echo "kept ${kept##*/} $of_release $sum $(named_in "$kept/environment")"
    done
    for list in history rolled-back; do
        [ ! -e "$state/$list" ] || sed "s/^/$list /" "$state/$list"
    done
}
