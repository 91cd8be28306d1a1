# shellcheck shell=bash
# as_root COMMAND...: runs it as root, by sudo where this is another user.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "This needs root: $*. Run it as root, or install sudo and allow it to $(id -un)." >&2
        return 1
    fi
}
