# shellcheck shell=sh disable=SC2154
# Whose the deploy lock of a host is, by the file that lock.sh writes.

holds() { grep -qsF "\"id\": \"$1\"" "$lock_file"; }

refuse_without_lock() { # refuse_without_lock ID
    holds "$1" || {
        echo "lost the deploy lock"
        exit 3
    }
}
