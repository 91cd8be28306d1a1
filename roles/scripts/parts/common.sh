# shellcheck shell=sh disable=SC2154
# What scripts that change a host share.
set -eu
# shellcheck source=roles/scripts/parts/holder.sh
. parts/holder.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The control machine may be gone by now: what is under way here is finished all the same.
trap '' PIPE

say() { printf '%s\n' "$*" 2>/dev/null || true; }

now() { date +%s; }

# The journal's own -n gives the first lines of a time, before systemd 254. The frames of an exception
# would take the place of what it says.
last_lines() { # last_lines UNIT SINCE: the end of its log; SINCE in seconds since 1970
    journalctl -q -u "$1" --since "@$2" -o cat | grep -v '^[[:space:]]*at ' | tail -n 12
}

# A step of a run whose control machine died may still be at work here: the next one waits for it.
# Only then the lock is looked at: whoever takes it from now on waits until this step has ended.
wait_for_other_runs() { # wait_for_other_runs STATE_FOLDER SECONDS
    mkdir -p "$1"
    exec 9>"$1/step"
    flock -w "$2" 9 || {
        say "another run's step is still at work on this host after $2 s"
        return 1
    }
    refuse_without_lock "$lock_id"
}

place() { # place FILE MODE TEXT: written beside it and moved, so that no half of it is ever read
    printf '%s' "$3" | place_input "$1" "$2"
}

place_decoded() { # place_decoded FILE MODE TEXT: the same with a text in base64
    printf '%s' "$3" | base64 -d | place_input "$1" "$2"
}

place_input() { # place_input FILE MODE: the same with what comes
    (
        umask 077
        mkdir -p "$(dirname "$1")"
        cat >"$1.new"
        chmod "$2" "$1.new"
        mv "$1.new" "$1"
    )
}
