# shellcheck shell=sh disable=SC2154
# The end of a certificate that an authority has given: certbot renews it no more. The account stays,
# for other certificates may have been got by it.

leave_authority() {
    rm -f "$renewal_hook"
    [ -e "$renewal_file" ] || return 0
    certbot delete --non-interactive --cert-name "$lineage" >"$work/said" 2>&1 || {
        say "certbot could not delete its certificate $lineage: $(tail -n 3 "$work/said")"
        return 1
    }
}
