# shellcheck shell=sh disable=SC2154
# Whose the deploy lock of a host is, by the file that lock.sh writes.

holds() { grep -qsF "\"id\": \"$1\"" "$lock_file"; }

say_holder() { # who has it, and how many seconds ago it was renewed; nothing where nobody has
    # It may be released in between.
    renewed=$(stat -c %Y "$lock_file" 2>/dev/null) || return 0
    held=$(cat "$lock_file" 2>/dev/null) || return 0
    echo "lock_age $(($(date +%s) - renewed))"
    echo "lock $held"
}

refuse_without_lock() { # refuse_without_lock ID
    holds "$1" || {
        echo "lost the deploy lock"
        exit 3
    }
}
