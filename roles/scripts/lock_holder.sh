# shellcheck shell=sh
# Prints who has the deploy lock of a host, and how long ago it was renewed, as the survey does.
: "${lock_file:?}"
# shellcheck source=roles/scripts/parts/holder.sh
. parts/holder.sh
say_holder
