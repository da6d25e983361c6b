#!/usr/bin/env bash
# Runs a command against a PostgreSQL of its own: a new cluster in a temporary folder, on a free
# loopback port, gone afterwards. The command finds it in TONGBAN_TEST_POSTGRES.
#   scripts/with-postgres.sh cargo test -p store
# TONGBAN_POSTGRES_CONTROL names a program that harms it: restart, read-only, read-write.
# TONGBAN_POSTGRES_SETTINGS gives the server settings, such as "-c shared_buffers=2GB".
# fsync stays on: the tests that kill the server are about what survives.
set -euo pipefail

bin=$("$(dirname "$0")/postgres-bin.sh") || { echo "with-postgres: no PostgreSQL server here; try scripts/need.sh test" >&2; exit 1; }
port=$("$(dirname "$0")/free-port.sh" 1)
folder=$(mktemp -d "${TMPDIR:-/tmp}/tongban-postgres.XXXXXX")
password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')

# PostgreSQL refuses to run as root: an unprivileged user of the machine does it then.
as_user=()
if [ "$(id -u)" = 0 ]; then
  user=$(id -un postgres 2>/dev/null || echo nobody)
  as_user=(runuser -u "$user" --)
  chown "$user" "$folder"
fi
server() { (cd / && "${as_user[@]}" "$bin/$1" "${@:2}"); }

clean() {
  status=$?
  trap - EXIT INT TERM
  if [ -f "$folder/data/postmaster.pid" ]; then
    server pg_ctl -D "$folder/data" -m immediate -t 30 stop >/dev/null 2>&1 || true
  fi
  rm -rf "$folder"
  exit "$status"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

(umask 077 && printf '%s' "$password" >"$folder/password")
[ ${#as_user[@]} = 0 ] || chown "$user" "$folder/password"
server initdb -D "$folder/data" -U tongban --encoding=UTF8 --locale=C.UTF-8 --lc-collate=C \
  --auth=scram-sha-256 --pwfile="$folder/password" >/dev/null
server pg_ctl -D "$folder/data" -l "$folder/data/server.log" -w -t 60 -s \
  -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300 ${TONGBAN_POSTGRES_SETTINGS:-}" start \
  || { cat "$folder/data/server.log" >&2; exit 1; }
PGPASSWORD="$password" "$bin/createdb" -h 127.0.0.1 -p "$port" -U tongban tongban

# For `tongban chaos restart`. Stopped at once, as by a power cut; started as before.
control="$folder/control"
cat >"$control" <<CONTROL
#!/usr/bin/env bash
set -euo pipefail
cd /
case "\${1:-}" in
  restart) ${as_user[*]} "$bin/pg_ctl" -D "$folder/data" -m immediate -w -t 60 -s restart >/dev/null ;;
  read-only) mode=on ;;
  read-write) mode=off ;;
  *) echo "usage: control restart|read-only|read-write" >&2; exit 2 ;;
esac
[ -z "\${mode:-}" ] || PGPASSWORD=$password PGOPTIONS="-c default_transaction_read_only=off" "$bin/psql" -q -h 127.0.0.1 -p $port -U tongban tongban \\
  -c "ALTER SYSTEM SET default_transaction_read_only = \$mode" -c "SELECT pg_reload_conf()" >/dev/null
CONTROL
chmod 700 "$control"
export TONGBAN_POSTGRES_CONTROL=$control

export TONGBAN_TEST_POSTGRES="postgres://tongban:$password@127.0.0.1:$port/tongban"
"$@"
