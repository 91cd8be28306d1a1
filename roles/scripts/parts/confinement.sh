# shellcheck shell=sh disable=SC2154
# Running code out of a JAR: as the app's user, in a sandbox without a network and for two minutes at
# most. All that it can write to is the scratch folder, which it finds in the place of the app's own
# folders too, and which is gone afterwards; root opens no path that it could change and takes only
# what a command in there prints.

# The heap comes off what the host's visitors have, and a start takes less than this. One that takes
# more, and an app whose heap is 32 GB or more (other pointers), only go without an archive. The run
# ends too soon for its code to be compiled well, which would take processor time from the visitors.
confined_java="-Xmx256m -XX:+ExitOnOutOfMemoryError -XX:TieredStopAtLevel=1"

confined() ( # confined COMMAND
    command=$1
    set -f
    IFS='
'
    set --
    for directive in $sandbox; do
        set -- "$@" -p "$directive"
    done
    own="$scratch/state:$app_state $scratch/logs:$app_logs $scratch/cache:$app_cache"
    timeout -k 5 140 systemd-run --quiet --wait --collect --pipe \
        --description="Unpack a release of $app_name" "$@" \
        -p User="$app_name" -p ReadWritePaths="$scratch" -p WorkingDirectory="$app_state" \
        -p BindPaths="$own $scratch/tmp:/tmp $scratch/tmp:/var/tmp" \
        -p RuntimeMaxSec=120 -p TimeoutStopSec=5 -p Nice=19 -p OOMScoreAdjust=1000 \
        --setenv=SPRING_PROFILES_ACTIVE="$spring_profiles" \
        --setenv=SPRING_AUTOCONFIGURE_EXCLUDE="$excluded" \
        --setenv=SPRING_MAIN_BANNERMODE=off --setenv=SERVER_PORT=0 --setenv=LANG=C.UTF-8 \
        sh -c "exec 2>/dev/null; $command"
)

take() { # take COMMAND: prints what COMMAND prints, `most` bytes of it at most
    rm -rf "$scratch" "$work/all"
    install -d -m 0700 -o "$app_name" "$scratch" "$scratch/state" "$scratch/logs" \
        "$scratch/cache" "$scratch/tmp"
    # Another process of the app's user could hold the pipe open for ever. Who reads this may have
    # enough before its end.
    { confined "$1" && : >"$work/all"; } | timeout -k 5 150 head -c "$most" 2>/dev/null
}

# A pipeline tells only how its last command ended.
took_all() { [ -e "$work/all" ]; }
