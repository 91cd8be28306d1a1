# shellcheck shell=sh disable=SC2154
# The gate of an app that says itself whether it may get requests.

# Spring opens its port once all of it has started, so the first answer counts; some seconds, for
# what an app may put before itself while it starts.
settled_seconds=3

gate_readiness() {
    settled=
    while stays_up; do
        ask_readiness
        moment=$(now)
        case "$status" in
        200) return 0 ;;
        000 | 5??) settled= ;;
        *) settled=${settled:-$moment} ;;
        esac
        if [ -n "$settled" ] && [ "$moment" -ge "$((settled + settled_seconds))" ]; then
            failed_gate="readiness: $(what_it_answers), and waiting does not change that. $(cure)"
            return 1
        fi
        if [ "$moment" -ge "$((started + readiness_timeout))" ]; then
            failed_gate="readiness: $(what_it_answers) for $readiness_timeout s"
            return 1
        fi
        sleep "$interval"
    done
    return 1
}

what_it_answers() {
    case "$answer" in
    000*) echo "$readiness_url gave no answer" ;;
    3??" "?*) echo "$readiness_url answered $status and leads to ${answer#* }" ;;
    *) echo "$readiness_url answered $status" ;;
    esac
}

cure() {
    case "$status" in
    401 | 403)
        echo "The app wants a login there: let its Spring Security permit that path, which nginx" \
            "keeps from visitors, or name one by readiness_path that it permits."
        ;;
    404)
        echo "Either the app has no Actuator (spring-boot-starter-actuator): add it, or name by" \
            "readiness_path what of the app answers 200. Or Actuator stands elsewhere: name the" \
            "whole path by readiness_path where the JAR has a context path or a base path built" \
            "in, and the port by readiness_port where it has management.server.port."
        ;;
    3??)
        echo "Is that a login, let its Spring Security permit the path; is it https, let the app" \
            "answer there without; or name another path by readiness_path."
        ;;
    *) echo "Name by readiness_path what answers 200 once the server may get requests." ;;
    esac
}
