# shellcheck shell=sh disable=SC2154
# A load balancer that is none any more. nginx itself stays, and so do its other sites.

has_lb() {
    [ -e "$site_file" ] || [ -L "$site_link" ] || [ -e "$upstream_file" ] ||
        [ -e "$certificate_file" ] || [ -e "$renewal_file" ]
}

# What answers strangers at ports where no site is left.
lonely_defaults() {
    for file in $default_files; do
        [ -e "$file" ] || continue
        port=${file##*-}
        listens="^[[:space:]]*listen[[:space:]]+([^;[:space:]]*:)?${port%.conf}[;[:space:]]"
        others=$(find "${file%/*}" "${site_link%/*}" ! -type d ! -path "$file" ! -path "$site_link")
        # shellcheck disable=SC2086
        grep -qsE "$listens" $others || echo "$file"
    done
}

say_lb() {
    if systemctl is-active --quiet nginx && [ -e "$site_link" ] &&
        [ -n "$(find "$access_log" -size +0 -mmin -1 2>/dev/null)" ]; then
        say "serves nginx' site $app_name: it has answered requests within the last minute"
    fi
    say "take nginx' site $app_name"
}

take_lb() {
    have_nginx_alone
    # shellcheck disable=SC2046
    set -- "$site_link" "$site_file" "$upstream_file" $(lonely_defaults)
    keep "$@" "$shutdown_file"
    rm -f "$@"
    limit_shutdown "$shutdown_file" "$nginx_conf" "${site_link%/*}"
    if ! report=$(nginx -t 2>&1); then
        put_back
        say "nginx refuses to be without the site $app_name, so it stays: $report"
        exit 1
    fi
    rm -f "$state/lb"
    ! systemctl is-active --quiet nginx || systemctl reload nginx
    rm -f "$certificate_file"
    grep -qRsF "$ticket_key" "${site_link%/*}" "${upstream_file%/*}" || rm -f "$ticket_key"
    rmdir "${ticket_key%/*}" 2>/dev/null || true
    rm -rf "$error_pages"
    rmdir "$(dirname "$error_pages")" 2>/dev/null || true
    leave_authority
}
