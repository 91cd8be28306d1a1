# shellcheck shell=sh
# The site that Debian's package enables, which welcomes visitors to nginx.

# Whether it is as the package has it, and no visitor gets anything there but the package's page.
is_debians_site() { # is_debians_site LINK
    [ -f "$1" ] || return 1
    file=$(readlink -f "$1")
    sum=$(md5sum <"$file" | cut -d' ' -f1)
    dpkg-query -W -f '${Conffiles}\n' nginx-common 2>/dev/null | grep -qF " $file $sum" || return 1
    systemctl is-active --quiet nginx || return 0
    folder=$(sed -n 's/^[[:space:]]*root[[:space:]]*\(.*\);$/\1/p' "$file" | head -n 1)
    [ -z "$(find "$folder" -mindepth 1 ! -name index.nginx-debian.html -print -quit 2>/dev/null)" ]
}
