# shellcheck shell=sh disable=SC2154
# Files and links as they were before a change, for when it comes to nothing.

keep() { # keep PATH...: what stands there, or that nothing does
    for path in "$@"; do
        printf '%s\n' "$path" >>"$work/kept.paths"
        [ -e "$path" ] || [ -L "$path" ] || continue
        mkdir -p "$work/kept${path%/*}"
        cp -pP "$path" "$work/kept$path"
    done
}

put_back() {
    while read -r path; do
        # nginx reads every file of sites-enabled but a hidden one.
        beside=${path%/*}/.${path##*/}.kept
        if [ -e "$work/kept$path" ] || [ -L "$work/kept$path" ]; then
            cp -pP "$work/kept$path" "$beside" && mv -T "$beside" "$path"
        else
            rm -f "$path"
        fi || say "$path could not be put back as it was: see to it by hand."
    done <"$work/kept.paths"
}
