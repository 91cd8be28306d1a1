# shellcheck shell=sh
# Keeps a revision and its release that another server has given, as if this one had run them; only
# its address is this one's own.
: "${incoming:?}" "${sha256:?}" "${releases:?}" "${release:?}" "${revision:?}" "${address:?}"
: "${state:?}" "${busy_timeout:?}" "${lock_file:?}" "${lock_id:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh
# shellcheck source=roles/scripts/parts/fingerprint.sh
. parts/fingerprint.sh
# shellcheck source=roles/scripts/parts/revisions.sh
. parts/revisions.sh

wait_for_other_runs "$state" "$busy_timeout"
adopt_folders
if [ "$(sha256sum <"$incoming" | cut -d' ' -f1)" != "$sha256" ]; then
    say "What was uploaded is not what the other server gave: run it again."
    rm -f "$incoming"
    exit 1
fi
unpacked=$releases/.receiving
rm -rf "$unpacked"
mkdir -m 0700 "$unpacked"
tar -x --no-same-owner -C "$unpacked" -f "$incoming"
rm -f "$incoming"
given=$unpacked/$revision
sed "s/^SERVER_ADDRESS=.*/SERVER_ADDRESS=\"$address\"/" "$given/environment" >"$given/environment.new"
chmod 0600 "$given/environment.new"
mv "$given/environment.new" "$given/environment"
fingerprint_of "$given/environment" "$given/properties" "$given/unit" "$release" >"$given/fingerprint"
rm -rf "${releases:?}/$release" "${revisions:?}/$revision"
mv "$unpacked/$release" "$releases/$release"
(umask 077 && mkdir -p "$revisions")
mv "$given" "$revisions/$revision"
rm -rf "$unpacked"
say "has $revision from another server"
