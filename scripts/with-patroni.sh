#!/usr/bin/env bash
# Runs a command against two PostgreSQL servers that Patroni keeps, with an etcd, all of their own:
# each commit waits for both, and where the first dies Patroni promotes the other by itself. The
# command is given an address that names both.
#   scripts/with-patroni.sh sh -c 'tongban chaos failover --database $TONGBAN_TEST_POSTGRES --control $TONGBAN_POSTGRES_CONTROL'
# TONGBAN_POSTGRES_CONTROL names a program then that takes failover (the first and its Patroni die),
# freeze (they hang instead) and rejoin (the dead or hanging one is made anew and follows the other).
# It promotes nothing: it waits until Patroni has done so.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
bin=$("$here/postgres-bin.sh") || { echo "with-patroni: no PostgreSQL server here; try scripts/need.sh test" >&2; exit 1; }
for program in patroni etcd; do
  command -v "$program" >/dev/null || { echo "with-patroni: $program is missing: apt-get install patroni etcd-server" >&2; exit 1; }
done

read -r client peer one two rest_one rest_two <<<"$("$here/free-port.sh" 6 | tr '\n' ' ')"
folder=$(mktemp -d "${TMPDIR:-/tmp}/tongban-patroni.XXXXXX")
password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
user=tongban name=tongban

# PostgreSQL refuses to run as root: an unprivileged user of the machine does it then. Each program
# takes the place of the one that starts it, so that its number is the one that we know.
as_user=()
if [ "$(id -u)" = 0 ]; then
  owner=$(id -un postgres 2>/dev/null || echo nobody)
  as_user=(setpriv "--reuid=$owner" "--regid=$(id -gn "$owner")" --init-groups)
fi
as_user+=(env "HOME=$folder" LC_ALL=C.UTF-8)

# A leader that gives no sign of life for 20 s has lost its place; Patroni allows no less.
node() {
  cat >"$folder/$1.yml" <<YAML
scope: tongban
name: $1
restapi: {listen: "127.0.0.1:$2", connect_address: "127.0.0.1:$2"}
etcd3: {host: "127.0.0.1:$client"}
watchdog: {mode: "off"}
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 3
    retry_timeout: 5
    synchronous_mode: true
    postgresql:
      parameters: {max_connections: 300}
  initdb:
    - encoding: UTF8
    - locale: C.UTF-8
    - lc-collate: C
postgresql:
  listen: "127.0.0.1:$3"
  connect_address: "127.0.0.1:$3"
  data_dir: "$folder/data-$1"
  bin_dir: "$bin"
  pgpass: "$folder/pgpass-$1"
  create_replica_methods: [basebackup]
  basebackup:
    - checkpoint: fast
  authentication:
    superuser: {username: $user, password: "$password"}
    replication: {username: replicator, password: "$password"}
  parameters: {unix_socket_directories: "$folder"}
  pg_hba:
    - host all all 127.0.0.1/32 scram-sha-256
    - host replication replicator 127.0.0.1/32 scram-sha-256
YAML
}
(umask 077 && node one "$rest_one" "$one" && node two "$rest_two" "$two")

cat >"$folder/settings" <<SETTINGS
folder=${folder@Q} bin=${bin@Q} user=$user database=$name
export PGPASSWORD=$password PGCONNECT_TIMEOUT=3
as_user=(${as_user[@]@Q})
node=(- one two) port=(- $one $two) rest=(- $rest_one $rest_two)
SETTINGS
control="$folder/control"
cat >"$control" <<'CONTROL'
#!/usr/bin/env bash
set -euo pipefail
. "$(dirname "$0")/settings"
cd /
ask() { "$bin/psql" -qAt -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "${port[$1]}" -U "$user" "$2" -c "$3" 2>/dev/null; }
# Whether Patroni says so of its server: primary, replica, synchronous.
says() {
  timeout 3 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0" && printf "GET /%s HTTP/1.0\r\n\r\n" "$1" >&3 && head -1 <&3' \
    "${rest[$1]}" "$2" 2>/dev/null | grep -q ' 200 '
}
# Whether a server takes changes.
writes() { [ "$(ask "$1" "$database" "SELECT NOT pg_is_in_recovery()")" = t ]; }
# Whether a server waits with each commit for the other.
is_followed() { [ "$(ask "$1" "$database" "SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync'")" = t ]; }
has_first() { says 1 primary || says 2 primary; }
wait_for() {
  local seconds=$1
  shift
  for _ in $(seq $((seconds * 5))); do
    "$@" && return 0
    sleep 0.2
  done
  echo "control: not within $seconds s: $*" >&2
  tail -n 20 "$folder"/one.log "$folder"/two.log >&2 || true
  exit 1
}
# All processes of a server by the folder of its data.
processes() {
  local pid
  pid=$(head -1 "$folder/data-${node[$1]}/postmaster.pid" 2>/dev/null) || return 0
  echo "$pid" $(ps -o pid= --ppid "$pid")
}
start() {
  (exec setsid "${as_user[@]}" patroni "$folder/${node[$1]}.yml" </dev/null >>"$folder/${node[$1]}.log" 2>&1) &
  echo $! >"$folder/${node[$1]}.pid"
}
# Sends a signal to Patroni first, which would start the server again, and to all of the server.
signal() {
  [ ! -f "$folder/${node[$2]}.pid" ] || kill "-$1" "$(cat "$folder/${node[$2]}.pid")" 2>/dev/null || true
  kill "-$1" $(processes "$2") 2>/dev/null || true
}
# As when the machine is gone: no process of it says a last word.
kill_all() {
  signal KILL "$1"
  rm -f "$folder/${node[$1]}.pid" "$folder/data-${node[$1]}/postmaster.pid"
}
first() {
  wait_for 60 has_first
  if says 1 primary; then now=1; else now=2; fi
  other=$((3 - now))
}
case "${1:-}" in
  begin)
    start 1
    wait_for 60 says 1 primary
    "$bin/createdb" -h 127.0.0.1 -p "${port[1]}" -U "$user" "$database"
    start 2
    wait_for 120 says 2 synchronous
    wait_for 30 is_followed 1 ;;
  failover)
    first
    kill_all "$now"
    wait_for 120 says "$other" primary
    wait_for 30 writes "$other" ;;
  freeze)
    first
    signal STOP "$now"
    wait_for 120 says "$other" primary
    wait_for 30 writes "$other" ;;
  rejoin)
    first
    kill_all "$other"
    rm -rf "$folder/data-${node[$other]}"
    start "$other"
    wait_for 120 says "$other" synchronous
    wait_for 30 is_followed "$now" ;;
  end)
    kill_all 1
    kill_all 2 ;;
  *) echo "usage: control failover|freeze|rejoin" >&2; exit 2 ;;
esac
CONTROL
chmod 700 "$control"
[ "$(id -u)" != 0 ] || chown -R "$owner" "$folder"

"${as_user[@]}" etcd --name tongban --data-dir "$folder/etcd" --logger zap --log-level error \
  --listen-client-urls "http://127.0.0.1:$client" --advertise-client-urls "http://127.0.0.1:$client" \
  --listen-peer-urls "http://127.0.0.1:$peer" --initial-advertise-peer-urls "http://127.0.0.1:$peer" \
  --initial-cluster "tongban=http://127.0.0.1:$peer" </dev/null >"$folder/etcd.log" 2>&1 &
etcd=$!
clean() {
  status=$?
  trap - EXIT INT TERM
  "$control" end || true
  kill "$etcd" 2>/dev/null || true
  wait "$etcd" 2>/dev/null || true
  rm -rf "$folder"
  exit "$status"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

"$control" begin || { tail -n 20 "$folder/etcd.log" >&2; exit 1; }
export TONGBAN_POSTGRES_CONTROL=$control
export TONGBAN_TEST_POSTGRES="postgres://$user:$password@127.0.0.1:$one,127.0.0.1:$two/$name?target_session_attrs=read-write"
"$@"
