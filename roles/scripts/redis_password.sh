# shellcheck shell=sh
# Prints the app's Redis password; it goes to the kit's memory and to no log.
: "${password_file:?}"
[ ! -s "$password_file" ] || cat "$password_file"
