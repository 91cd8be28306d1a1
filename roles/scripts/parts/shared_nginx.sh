# shellcheck shell=sh disable=SC2154
# One nginx serves every app on its host. It tests and loads the files of all of them, so who changes
# some has it alone until they are loaded: else one app's mistake would be another one's failure.

have_nginx_alone() {
    mkdir -p "$nginx_state"
    exec 8>"$nginx_state/step"
    flock -w "$busy_timeout" 8 || {
        say "another app's run is still at work with nginx on this host after $busy_timeout s"
        exit 1
    }
}
