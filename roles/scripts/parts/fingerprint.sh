# shellcheck shell=sh
# The sum of all that an app server runs from; roles/plan/roll.py computes the same.

digest() { sha256sum 2>/dev/null <"$1" | cut -d' ' -f1; }

fingerprint_of() { # fingerprint_of ENVIRONMENT PROPERTIES UNIT RELEASE
    sum=$(printf '%s %s %s %s' "$(digest "$1")" "$(digest "$2")" "$(digest "$3")" "$4" | sha256sum)
    echo "${sum%% *}"
}
