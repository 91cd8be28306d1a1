# shellcheck shell=sh
# Unpacks an uploaded JAR into its release folder, for a fast start where the JDK can: the JAR's
# layers extracted, and an archive of the classes that a start loads (class-data sharing).
: "${incoming:?}" "${sha256:?}" "${release_folder:?}" "${app_name:?}" "${excluded:?}"
: "${state:?}" "${busy_timeout:?}" "${spring_profiles?}" "${lock_file:?}" "${lock_id:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh

# The host serves visitors meanwhile, and they come first.
renice -n 19 -p $$ >/dev/null
wait_for_other_runs "$state" "$busy_timeout"
if [ "$(sha256sum <"$incoming" | cut -d' ' -f1)" != "$sha256" ]; then
    say "The uploaded JAR is not the one on the control machine: deploy again."
    rm -f "$incoming"
    exit 1
fi
unpacked=$(dirname "$release_folder")/.unpacking
rm -rf "$unpacked" "$unpacked.sums"
mkdir -m 0755 "$unpacked"
# A JAR without Boot's own tools (before 3.3) runs as it is.
if java -Djarmode=tools -jar "$incoming" extract --destination "$unpacked/layers" >/dev/null 2>&1; then
    mv "$unpacked/layers"/* "$unpacked"
    rmdir "$unpacked/layers"
    mv "$unpacked/$(basename "$incoming")" "$unpacked/app.jar"
    rm -f "$incoming"
else
    rm -rf "$unpacked/layers"
    mv "$incoming" "$unpacked/app.jar"
fi
: >"$unpacked/java.options"
chmod -R u=rwX,go=rX "$unpacked"
(cd "$unpacked" && find . -name '*.jar' -exec sha256sum {} + >"$unpacked.sums")
rm -rf "$release_folder"
mv "$unpacked" "$release_folder"
# What runs uploaded that ended before they unpacked it.
rm -f "$(dirname "$release_folder")"/incoming*.jar

# The archive holds the place of each JAR, so it is made where the release will run. A start that
# fails here costs the archive only: the turn's own gates judge the release. It ends too soon for its
# code to be compiled well, which would take processor time from the visitors.
archive=$work/archive
mkdir -m 0700 "$archive"
chmod 0711 "$work"
chown "$app_name" "$archive"
if (cd "$release_folder" && timeout 120 runuser -u "$app_name" -- env -i PATH="$PATH" \
    SPRING_PROFILES_ACTIVE="$spring_profiles" SPRING_AUTOCONFIGURE_EXCLUDE="$excluded" \
    SPRING_MAIN_BANNERMODE=off SERVER_PORT=0 \
    java -XX:TieredStopAtLevel=1 -XX:ArchiveClassesAtExit="$archive/app.jsa" \
    -Dspring.context.exit=onRefresh \
    -jar app.jar >"$archive/log" 2>&1) && [ -s "$archive/app.jsa" ]; then
    install -m 0644 "$archive/app.jsa" "$release_folder/app.jsa"
    echo "-XX:SharedArchiveFile=app.jsa" >"$release_folder/java.options"
fi
# Written last: a release without it was cut off and is unpacked again.
mv "$release_folder/../.unpacking.sums" "$release_folder/SHA256SUMS"
