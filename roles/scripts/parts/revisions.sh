# shellcheck shell=sh disable=SC2154
# The revisions of an app server: each is a release with the settings that it passed the gates with.
# In $state:
#   revisions/NAME/  its environment, properties, unit, release and fingerprint
#   healthy          a link to the one that last passed
#   history          their names, in the order of their deploys
#   rolled-back      those that a rollback has left
#   previous         what ran before the last change
#   before/          these lists as they were before the last change, for it to be undone
#   moved            there while the run of that change has not ended

revisions=$state/revisions
healthy=$state/healthy

healthy_revision() { [ ! -L "$healthy" ] || basename "$(readlink "$healthy")"; }

# The first kit kept two folders instead, and its lists named releases.
adopt_folders() {
    [ -d "$healthy" ] && [ ! -L "$healthy" ] || return 0
    mkdir -p "$revisions"
    for list in history rolled-back; do
        [ ! -e "$state/$list" ] || sed -i 's/$/.0/' "$state/$list"
    done
    for kept in previous healthy; do
        [ -e "$state/$kept/release" ] || continue
        name=$(cat "$state/$kept/release").0
        rm -rf "${revisions:?}/$name"
        mv "$state/$kept" "$revisions/$name"
        [ "$kept" = healthy ] || printf '%s' "$name" >"$state/$kept"
    done
    ln -s "revisions/$name" "$healthy"
}

has_whole() { # has_whole NAME: the revision is kept, and its release as it was unpacked
    [ -e "$revisions/$1/fingerprint" ] &&
        (cd "$releases/$(cat "$revisions/$1/release")" 2>/dev/null &&
            sha256sum --status -c SHA256SUMS 2>/dev/null)
}
