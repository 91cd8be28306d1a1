# shellcheck shell=sh
# Unpacks an uploaded JAR into its release folder, for a fast start where the JDK can: the JAR's
# layers extracted, and an archive of the classes that a start loads (class-data sharing). A WAR
# stays whole: what its tools extract lacks what it has beside its classes.
: "${incoming:?}" "${sha256:?}" "${release_folder:?}" "${app_name:?}" "${excluded:?}"
: "${state:?}" "${busy_timeout:?}" "${spring_profiles?}" "${sandbox:?}" "${lock_file:?}"
: "${lock_id:?}" "${java:?}" "${jar:?}" "${app_state:?}" "${app_logs:?}" "${app_cache:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh
# shellcheck source=roles/scripts/parts/confinement.sh
. parts/confinement.sh

# The host serves visitors meanwhile, and they come first.
renice -n 19 -p $$ >/dev/null
wait_for_other_runs "$state" "$busy_timeout"
if [ "$(sha256sum <"$incoming" | cut -d' ' -f1)" != "$sha256" ]; then
    say "The uploaded JAR is not the one on the control machine: deploy again."
    rm -f "$incoming"
    exit 1
fi
unpacked=$(dirname "$release_folder")/.unpacking
layers=$unpacked.layers
scratch=$unpacked.scratch
# Layers are about as large as their JAR, an archive is that and what it has of the JDK's classes.
most=$((2 * $(stat -c %s "$incoming") + 150 * 1024 * 1024))
rm -rf "$unpacked" "$unpacked.sums" "$layers"
mkdir -m 0755 "$unpacked"
mkdir -m 0700 "$layers"
mv "$incoming" "$unpacked/$jar"
chmod 0644 "$unpacked/$jar"

# A link would lead root elsewhere, and a sparse file is far larger than what was sent of it.
holds_files_only() { # holds_files_only FOLDER
    [ -z "$(find "$1" ! -type d ! -type f -print -quit)" ] &&
        [ "$(du -s --apparent-size -B1 "$1" | cut -f1)" -le "$most" ]
}

# A JAR without Boot's own tools (before 3.3) runs as it is. tar makes what it unpacks root's, and
# takes from it what would lend root's rights.
if [ "$jar" = app.jar ] &&
    take "$java $confined_java -Djarmode=tools -jar $unpacked/app.jar extract \
    --destination $scratch/layers >/dev/null && tar -c -C $scratch/layers ." |
    tar -x --no-same-owner --no-same-permissions -C "$layers" 2>/dev/null &&
    took_all && holds_files_only "$layers" && [ -f "$layers/app.jar" ]; then
    rm -rf "$unpacked"
    mv "$layers" "$unpacked"
fi
rm -rf "$layers" "$scratch"
: >"$unpacked/java.options"
chmod -R u=rwX,go=rX "$unpacked"
(cd "$unpacked" && find . -name '*.[jw]ar' -exec sha256sum {} + >"$unpacked.sums")
rm -rf "$release_folder"
mv "$unpacked" "$release_folder"
# What runs uploaded that ended before they unpacked it.
rm -f "$(dirname "$release_folder")"/incoming*.jar

# The archive holds the place of each JAR, so it is made where the release will run. A start that
# fails here costs the archive only: the turn's own gates judge the release. What is no file is no
# archive: a link is not followed, a pipe not waited for.
if take "$java $confined_java -XX:ArchiveClassesAtExit=$scratch/app.jsa \
    -Dspring.context.exit=onRefresh -jar $release_folder/$jar >/dev/null &&
    dd if=$scratch/app.jsa iflag=nofollow,nonblock bs=1M status=none" >"$release_folder/app.jsa" &&
    took_all && [ -s "$release_folder/app.jsa" ]; then
    chmod 0644 "$release_folder/app.jsa"
    echo "-XX:SharedArchiveFile=$release_folder/app.jsa" >"$release_folder/java.options"
else
    rm -rf "$release_folder/app.jsa"
    say "no archive of its classes: it does not start by itself, without network and settings"
fi
rm -rf "$scratch"
# Written last: a release without it was cut off and is unpacked again.
mv "$unpacked.sums" "$release_folder/SHA256SUMS"
