# shellcheck shell=sh
# Makes a certificate that nobody has signed but itself: its key never leaves this host. nginx has it in
# one file with its key, so that it never reads the one of before with the other of now.
: "${certificate_file:?}" "${alternatives:?}" "${days:?}"
: "${state:?}" "${busy_timeout:?}" "${lock_file:?}" "${lock_id:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh

wait_for_other_runs "$state" "$busy_timeout"
cat >"$work/request" <<END
[req]
prompt = no
distinguished_name = name
x509_extensions = extensions
[name]
CN = session-cluster
[extensions]
subjectAltName = $alternatives
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
END
report=$(openssl req -x509 -config "$work/request" -newkey ec -pkeyopt ec_paramgen_curve:P-256 \
    -noenc -keyout "$work/key" -out "$work/certificate" -days "$days" 2>&1) || {
    say "no certificate could be made: $report"
    exit 1
}
served=
[ ! -e "$certificate_file" ] || served=yes
cat "$work/key" "$work/certificate" | place_input "$certificate_file" 0600
if [ -n "$served" ] && systemctl is-active --quiet nginx; then
    systemctl reload nginx
fi
