# shellcheck shell=sh disable=SC2154
# A load balancer that is none any more. nginx itself stays, and so do its other sites.

has_lb() { [ -e "$site_file" ] || [ -L "$site_link" ] || [ -e "$upstream_file" ]; }

say_lb() {
    if systemctl is-active --quiet nginx && [ -e "$site_link" ] &&
        [ -n "$(find "$access_log" -size +0 -mmin -1 2>/dev/null)" ]; then
        say "serves nginx' site $app_name: it has answered requests within the last minute"
    fi
    say "take nginx' site $app_name"
}

take_lb() {
    have_nginx_alone
    keep "$site_link" "$site_file" "$upstream_file"
    rm -f "$site_link" "$site_file" "$upstream_file"
    if ! report=$(nginx -t 2>&1); then
        put_back
        say "nginx refuses to be without the site $app_name, so it stays: $report"
        exit 1
    fi
    rm -f "$state/lb"
    ! systemctl is-active --quiet nginx || systemctl reload nginx
    rm -rf "$error_pages"
    rmdir "$(dirname "$error_pages")" 2>/dev/null || true
}
