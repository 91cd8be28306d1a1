"""What the kit does on the hosts, room by room: each imports only what stands above it.

errors, places, remote   what everything stands on (shared_places: what all apps on a host share)
configuration            what is asked: settings, cluster, inventory, artifact (pure)
connection               the way to a host, and what is said where it ends
visiting                 a visitor's way through the journey, and to a server through SSH
survey                   what a host says of itself; whether it can take its role; the status
plan                     what a run decides: the roll, revisions, why it stopped (pure)
files                    what hosts get, as text: a module for each folder of templates/ (pure)
run                      a run: what it read, decided and has done so far; how it changes hosts
hooks                    the operator's own commands, on this machine
lock                     the deploy lock and the audit log
package_lists, base, kernel, certificates, acme, tickets, app, lb, redis   the roles
rotation, lb_secrets     what lb brings a load balancer to
roll                     turns, who carries the site meanwhile, the way back, the announcement
retiring                 ridding a host that has left the inventory of its app
cli                      what a command line may ask, what is shown, and a quiet run
scripts                  what runs on a host in one round trip
"""
