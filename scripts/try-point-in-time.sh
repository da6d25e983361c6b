#!/usr/bin/env bash
# Tries a restore to a point in time: archives the log of PostgreSQL, takes a base backup, lets acts
# happen before and after a moment, restores that moment beside the running server, and holds the
# restored ledger against what it was then. Prints one line of JSON.
#   scripts/with-postgres.sh scripts/try-point-in-time.sh target/debug/tongban
set -euo pipefail

: "${TONGBAN_TEST_POSTGRES:?name a server, for instance by scripts/with-postgres.sh}"
: "${TONGBAN_POSTGRES_CONTROL:?its control program; scripts/with-postgres.sh makes one}"
here=$(cd "$(dirname "$0")" && pwd)
binary=$(readlink -f "${1:?usage: try-point-in-time.sh PROGRAM}")
bin=$("$here/postgres-bin.sh") || { echo "try-point-in-time: no PostgreSQL server here; try scripts/need.sh test" >&2; exit 1; }
pattern='^postgres(ql)?://([^:@/]+):([^@/]*)@([^:/]+):([0-9]+)/([^?]+)$'
[[ $TONGBAN_TEST_POSTGRES =~ $pattern ]] || { echo "try-point-in-time: the address of the server must be postgres://USER:PASSWORD@HOST:PORT/NAME" >&2; exit 1; }
user=${BASH_REMATCH[2]} password=${BASH_REMATCH[3]} host=${BASH_REMATCH[4]} port=${BASH_REMATCH[5]} name=${BASH_REMATCH[6]}
export PGPASSWORD=$password
ask() { "$bin/psql" -qAt -v ON_ERROR_STOP=1 -h "$host" -p "$1" -U "$user" "$name" "${@:2}"; }

owner=$(stat -c %U "$(ask "$port" -c 'SHOW data_directory')")
folder=$(mktemp -d "${TMPDIR:-/tmp}/tongban-moment.XXXXXX")
mkdir "$folder/archive"
as_owner=()
if [ "$(id -u)" = 0 ]; then
  as_owner=(runuser -u "$owner" --)
  chown -R "$owner" "$folder"
fi
clean() {
  status=$?
  trap - EXIT INT TERM
  [ ! -f "$folder/data/postmaster.pid" ] || (cd / && "${as_owner[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate -t 30 stop >/dev/null 2>&1) || true
  rm -rf "$folder"
  exit "$status"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

var=$(mktemp -d "$folder/var.XXXXXX")
tongban() { "$binary" "$@" --data "$here/../data" --var "$var"; }
officer() { printf 'Longyou-2026-xy' | tongban user add --login "$1" --name 王芳 --role reviewer --department minzheng --database "$TONGBAN_TEST_POSTGRES" >/dev/null; }
# The ledger at a port: replayed, then its newest signed head, which holds size and root.
head_of() {
  tongban ledger verify --database "postgres://$user:$password@$host:$1/$name" >&2
  ask "$1" -c "SELECT size || ' ' || md5(note) FROM ledger_checkpoints ORDER BY size DESC LIMIT 1"
}

# What docs/OPERATIONS.md says, step by step.
ask "$port" -c "ALTER SYSTEM SET archive_mode = on" \
  -c "ALTER SYSTEM SET archive_command = 'test ! -f $folder/archive/%f && cp %p $folder/archive/%f'"
"$TONGBAN_POSTGRES_CONTROL" restart
tongban demo --people 1000 --load-only --database "$TONGBAN_TEST_POSTGRES" >&2
(cd / && "${as_owner[@]}" env PGPASSWORD="$password" "$bin/pg_basebackup" -h "$host" -p "$port" -U "$user" -D "$folder/data" -c fast)
officer before
wanted=$(head_of "$port")
moment=$(ask "$port" -c "SELECT clock_timestamp()")
sleep 0.2
officer mistake
later=$(head_of "$port")
file=$(ask "$port" -c "SELECT pg_walfile_name(pg_switch_wal())")
for _ in $(seq 300); do [ ! -f "$folder/archive/$file" ] || break; sleep 0.1; done

own=$("$here/free-port.sh" 1)
cat >>"$folder/data/postgresql.auto.conf" <<CONF
restore_command = 'cp $folder/archive/%f %p'
recovery_target_time = '$moment'
recovery_target_action = 'promote'
archive_mode = off
max_connections = $(ask "$port" -c 'SHOW max_connections')
CONF
touch "$folder/data/recovery.signal"
[ ${#as_owner[@]} = 0 ] || chown "$owner" "$folder/data/recovery.signal"
(cd / && "${as_owner[@]}" "$bin/pg_ctl" -D "$folder/data" -l "$folder/data/server.log" -w -t 60 -s \
  -o "-p $own -c listen_addresses=127.0.0.1 -c unix_socket_directories=''" start >/dev/null) || { cat "$folder/data/server.log" >&2; exit 1; }
for _ in $(seq 300); do [ "$(ask "$own" -c 'SELECT pg_is_in_recovery()')" = t ] || break; sleep 0.1; done
restored=$(head_of "$own")
printf '{"wanted": "%s", "restored": "%s", "later": "%s"}\n' "$wanted" "$restored" "$later"
[ "$restored" = "$wanted" ] && [ "$later" != "$wanted" ]
