# shellcheck shell=sh
# Ends what certbot renews for the app; what nginx serves with stays until it gets another.
: "${lineage:?}" "${renewal_file:?}" "${renewal_hook:?}"
: "${state:?}" "${busy_timeout:?}" "${lock_file:?}" "${lock_id:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh
# shellcheck source=roles/scripts/parts/acme_leave.sh
. parts/acme_leave.sh

wait_for_other_runs "$state" "$busy_timeout"
leave_authority
