# shellcheck shell=sh
# Takes an app off a host: whatever serves or keeps secrets there. action=look prints what it would
# do: `serves WHAT` for what speaks against it, `take WHAT`, `knows` where the app has ever been here,
# `other APP` for each other app; action=apply does it, and prints `left PATH` for what stays.
: "${action:?}" "${app_name:?}" "${unit:?}" "${unit_file:?}" "${environment_file:?}"
: "${properties_file:?}" "${configuration:?}" "${home:?}" "${releases:?}" "${current:?}"
: "${site_file:?}" "${site_link:?}" "${upstream_file:?}" "${error_pages:?}" "${access_log:?}"
: "${redis_conf:?}" "${redis_users:?}" "${redis_unit_options:?}" "${redis_loaded:?}" "${redis_state:?}"
: "${redis_password_file:?}" "${redis_admin_password_file:?}" "${audit_log:?}" "${data_folders:?}"
: "${nginx_conf:?}" "${shutdown_file:?}" "${default_files:?}" "${certificate_file:?}" "${ticket_key:?}"
: "${lineage:?}" "${renewal_file:?}" "${renewal_hook:?}"
: "${app_temporary:?}" "${nginx_state:?}" "${state:?}" "${busy_timeout:?}"
: "${lock_file:?}" "${lock_id:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh
# shellcheck source=roles/scripts/parts/kept_files.sh
. parts/kept_files.sh
# shellcheck source=roles/scripts/parts/shared_nginx.sh
. parts/shared_nginx.sh
# shellcheck source=roles/scripts/parts/retire_app.sh
. parts/retire_app.sh
# shellcheck source=roles/scripts/parts/nginx_shutdown.sh
. parts/nginx_shutdown.sh
# shellcheck source=roles/scripts/parts/acme_leave.sh
. parts/acme_leave.sh
# shellcheck source=roles/scripts/parts/retire_lb.sh
. parts/retire_lb.sh
# shellcheck source=roles/scripts/parts/retire_redis.sh
. parts/retire_redis.sh
# Who sends requests comes first, who answers them last.
roles="lb app redis"

say_others() {
    for folder in "${state%/*}"/*/; do
        other=$(basename "$folder")
        case "$other" in
        "$app_name" | "$(basename "$redis_state")" | "$(basename "$nginx_state")" | "*") ;;
        *) say "other $other" ;;
        esac
    done
}

if [ "$action" = look ]; then
    say "user $(id -un)"
    ! [ -e "$audit_log" ] || say "knows"
    say_others
    for role in $roles; do
        if "has_$role"; then
            "say_$role"
        fi
    done
    exit 0
fi

wait_for_other_runs "$state" "$busy_timeout"
for role in $roles; do
    if "has_$role"; then
        "take_$role"
    fi
done
for path in $data_folders "$configuration" "$home" "$unit_file.d"; do
    [ ! -e "$path" ] || say "left $path"
done
