# shellcheck shell=sh
# Refreshes apt's package lists, as parts/package_lists.sh says.
: "${lock_timeout:?}" "${state:?}" "${lock_file:?}" "${lock_id:?}" "${busy_timeout:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh
# shellcheck source=roles/scripts/parts/package_lists.sh
. parts/package_lists.sh

wait_for_other_runs "$state" "$busy_timeout"
refresh_package_lists "$lock_timeout"
