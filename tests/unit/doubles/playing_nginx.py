"""Stand-ins for nginx and for systemd's commands about it, with a real master and real workers.

What the files in the folder PLAY hold decides: `nonsense` is what nginx -t refuses, `port taken`
what only the master finds out, `no reload` what the command refuses; workers that loaded `stuck`
don't leave at a reload, and those that loaded `long upload` not before they are killed.
"""

# As the real one it loads what a boot would load, and keeps what it has if it can't.
MASTER = r"""
use strict;
use POSIX ();
chdir $ENV{PLAY} or die;
sub files { local (@ARGV, $/) = (glob("conf.d/*.conf"), glob("sites-enabled/*")); join "", <> }
sub fails { print STDERR "nginx: [emerg] bind() to 0.0.0.0:80 failed\n" if $_[0] =~ /port taken/ }
sub put { open(my $file, ">", "$_[0].new") or die; print $file $_[1]; close $file;
    rename "$_[0].new", $_[0] }
my ($master, @workers, $quit, $reload);
sub work {
    my $loaded = shift;
    $SIG{QUIT} = sub { $quit = 1 };
    $SIG{HUP} = "DEFAULT";
    $0 = "nginx: worker process";
    while (getppid == $master && !($quit && $loaded !~ /stuck|long upload/)) {
        $0 = "nginx: worker process is shutting down" if $quit && $loaded !~ /stuck/;
        select undef, undef, undef, 0.01;
    }
    POSIX::_exit(0);
}
sub load {
    my ($loaded, @old) = (files(), @workers);
    return 0 if fails($loaded);
    @workers = ();
    for (1, 2) { my $worker = fork; work($loaded) unless $worker; push @workers, $worker }
    put("running", $loaded);
    kill QUIT => @old;
    return 1;
}
pipe(my $ready, my $starts) or die;
if (fork) { close $starts; exit(<$ready> ? 0 : 1) }
POSIX::setsid;
($master, $0) = ($$, "nginx: master process");
$SIG{CHLD} = "IGNORE";
$SIG{HUP} = sub { $reload = 1 };
load() or POSIX::_exit(1);
put("pid", $master);
syswrite $starts, "yes\n";
close $starts;
open STDERR, ">>", "error.log";
while (1) { select undef, undef, undef, 0.01; if ($reload) { $reload = 0; load() } }
"""
NGINX = """#!/bin/sh
if [ "$*" = -t ] && grep -qs nonsense "$PLAY"/conf.d/*.conf "$PLAY"/sites-enabled/*; then
    echo 'nginx: [emerg] unknown directive "nonsense"' >&2
    exit 1
fi
"""
# The master is nobody's child here and must not hold the script's lock.
SYSTEMCTL = """#!/bin/sh
cd "$PLAY" && echo "$*" >>commands
case "$*" in
"is-active --quiet nginx") [ -e pid ] ;;
"show -p MainPID --value nginx") cat pid 2>/dev/null || echo 0 ;;
"restart nginx") perl bin/master.pl </dev/null >/dev/null 2>>journal 9>&- || {
    echo "Job for nginx.service failed." >&2
    exit 1
} ;;
"reload nginx")
    if [ -e deaf ] || grep -q 'no reload' conf.d/*.conf; then
        echo "the reload was refused" >>journal
        echo "Job for nginx.service failed." >&2
        exit 1
    fi
    kill -HUP "$(cat pid)"
    ;;
"enable --quiet nginx") : >enabled ;;
*) exit 9 ;;
esac
"""
JOURNALCTL = """#!/bin/sh
cat "$PLAY/journal"
"""
COMMANDS = {
    "master.pl": MASTER,
    "nginx": NGINX,
    "systemctl": SYSTEMCTL,
    "journalctl": JOURNALCTL,
}
