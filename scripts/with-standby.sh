#!/usr/bin/env bash
# Runs a command against a PostgreSQL that a standby follows by streaming replication, synchronously:
# nothing is acknowledged that only one of the two has. Needs TONGBAN_TEST_POSTGRES of a server on
# this machine, and gives the command an address that names both.
#   scripts/with-postgres.sh scripts/with-standby.sh sh -c 'tongban chaos failover --database $TONGBAN_TEST_POSTGRES --control $TONGBAN_POSTGRES_CONTROL'
# TONGBAN_POSTGRES_CONTROL names a program then that takes failover (the first dies, the standby is
# promoted), freeze (the first hangs instead: it takes connections and says nothing) and rejoin (the
# dead or hanging one is made anew as the standby of the other).
set -euo pipefail

: "${TONGBAN_TEST_POSTGRES:?name a server, for instance by scripts/with-postgres.sh}"
here=$(cd "$(dirname "$0")" && pwd)
bin=$("$here/postgres-bin.sh") || { echo "with-standby: no PostgreSQL server here; try scripts/need.sh test" >&2; exit 1; }

# postgres://USER:PASSWORD@HOST:PORT/NAME
pattern='^postgres(ql)?://([^:@/]+):([^@/]*)@([^:/]+):([0-9]+)/([^?]+)$'
[[ $TONGBAN_TEST_POSTGRES =~ $pattern ]] || { echo "with-standby: the address of the server must be postgres://USER:PASSWORD@HOST:PORT/NAME" >&2; exit 1; }
user=${BASH_REMATCH[2]} password=${BASH_REMATCH[3]} host=${BASH_REMATCH[4]} port=${BASH_REMATCH[5]} name=${BASH_REMATCH[6]}
export PGPASSWORD=$password

first=$("$bin/psql" -At -h "$host" -p "$port" -U "$user" "$name" -c 'SHOW data_directory')
own=$("$here/free-port.sh" 1)
folder=$(mktemp -d "${TMPDIR:-/tmp}/tongban-standby.XXXXXX")
owner=$(stat -c %U "$first")
as_user=()
if [ "$(id -u)" = 0 ]; then
  as_user=(runuser -u "$owner" --)
  chown "$owner" "$folder"
fi

# Who is first now: 1 or 2.
echo 1 >"$folder/who"
control="$folder/control"
cat >"$control" <<CONTROL
#!/usr/bin/env bash
set -euo pipefail
cd /
export PGPASSWORD=$password
data=(- "$first" "$folder/data") port=(- $port $own)
now=\$(cat "$folder/who")
other=\$((3 - now))
server() { ${as_user[*]} "$bin/\$1" "\${@:2}"; }
ask() { "$bin/psql" -qAt -v ON_ERROR_STOP=1 -h $host -p "\$1" -U "$user" "$name" "\${@:2}"; }
# Asks the server at a port until its answer is t.
wait_for() {
  for _ in \$(seq 600); do
    [ "\$(ask "\$1" -c "\$2" 2>/dev/null)" = t ] && return 0
    sleep 0.1
  done
  echo "control: not within a minute: \$2" >&2
  exit 1
}
# All processes of a server by the folder of its data.
processes() {
  local pid
  pid=\$(head -1 "\$1/postmaster.pid")
  echo "\$pid" \$(ps -o pid= --ppid "\$pid")
}
# What hangs is ended: it would not hear anything else.
thaw() {
  [ ! -f "$folder/frozen" ] || kill -KILL \$(cat "$folder/frozen") 2>/dev/null || true
  rm -f "$folder/frozen"
}
# The standby is promoted, and nobody follows it yet.
promote() {
  server pg_ctl -D "\${data[other]}" -w -t 60 -s promote >/dev/null
  echo "\$other" >"$folder/who"
  ask "\${port[other]}" -c "ALTER SYSTEM RESET synchronous_standby_names" -c "SELECT pg_reload_conf()" >/dev/null
  wait_for "\${port[other]}" "SELECT NOT pg_is_in_recovery()"
}
# The other one is made anew as a copy of the first, follows it, and each commit waits for it.
join() {
  thaw
  rm -rf "\${data[other]}"
  server pg_basebackup -h $host -p "\${port[now]}" -U "$user" -D "\${data[other]}" -R -X stream -c fast
  server pg_ctl -D "\${data[other]}" -l "$folder/server-\$other.log" -w -t 60 -s \\
    -o "-p \${port[other]} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300" start >/dev/null
  ask "\${port[now]}" -c "ALTER SYSTEM SET synchronous_standby_names = '*'" -c "SELECT pg_reload_conf()" >/dev/null
  wait_for "\${port[now]}" "SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync'"
}
case "\${1:-}" in
  rejoin) join ;;
  failover)
    # As when the machine is gone: no process of it says a last word.
    kill -KILL \$(processes "\${data[now]}") || true
    promote ;;
  freeze)
    # The postmaster first, so that it lets nobody more in.
    processes "\${data[now]}" >"$folder/frozen"
    kill -STOP \$(cat "$folder/frozen") || true
    promote ;;
  thaw) thaw ;;
  *) echo "usage: control failover|freeze|rejoin|thaw" >&2; exit 2 ;;
esac
CONTROL
chmod 700 "$control"

clean() {
  status=$?
  trap - EXIT INT TERM
  "$control" thaw || true
  if [ -f "$folder/data/postmaster.pid" ]; then
    (cd / && "${as_user[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate -t 30 stop >/dev/null 2>&1) || true
  fi
  rm -rf "$folder"
  exit "$status"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

"$control" rejoin
export TONGBAN_POSTGRES_CONTROL=$control
export TONGBAN_TEST_POSTGRES="postgres://$user:$password@$host:$port,$host:$own/$name?target_session_attrs=read-write"
"$@"
