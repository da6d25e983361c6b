#!/usr/bin/env bash
# How long a server takes to start on an SQLite file of which the system has nothing in memory, as after
# a restart of the machine, and then on the same file a moment later: until it listens, and until the
# first page has come. Prints one line of JSON. No server may have the file open meanwhile.
#   scripts/cold-start.sh PROGRAM sqlite:bench.db [VAR]
set -euo pipefail

program=$(readlink -f "${1:?usage: cold-start.sh PROGRAM sqlite:FILE [VAR]}")
database=${2:?usage: cold-start.sh PROGRAM sqlite:FILE [VAR]} var=${3:-var}
file=${database#sqlite:}
[ -f "$file" ] && [ "$file" != "$database" ] || { echo "cold-start: $database is no file of SQLite" >&2; exit 1; }
data=$(cd "$(dirname "$0")/../data" && pwd)
folder=$(mktemp -d "${TMPDIR:-/tmp}/tongban-cold.XXXXXX")
server=
clean() {
  status=$?
  trap - EXIT INT TERM
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$folder"
  exit "$status"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The system forgets its pages of these files: what is written is on the disk, and what was read is let
# go. The program and its data are read anew, too.
forget() {
  local one
  for one in "$file" "$file-wal" "$file-shm" "$program"; do
    [ ! -f "$one" ] || { sync "$one"; dd if="$one" iflag=nocache count=0 status=none; }
  done
  find "$data" -type f -exec dd if={} iflag=nocache count=0 status=none \;
}
now() { date +%s%N; }
# Starts it, asks it for its first page, ends it; both times in seconds.
start() {
  local begun listens answered port line
  begun=$(now)
  "$program" demo --unspoken --listen 127.0.0.1:0 --database "$database" --data "$data" --var "$var" \
    </dev/null >"$folder/said" 2>"$folder/words" &
  server=$!
  until grep -q '^Serving ' "$folder/said"; do
    kill -0 "$server" 2>/dev/null || { cat "$folder/words" >&2; exit 1; }
    sleep 0.01
  done
  listens=$(now)
  port=$(sed -n 's/^Serving .*http:\/\/127\.0\.0\.1:\([0-9]*\).*/\1/p' "$folder/said")
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  printf 'GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n' >&3
  read -r line <&3
  exec 3>&-
  answered=$(now)
  [[ $line == *" 200 "* ]] || { echo "cold-start: the first page was answered $line" >&2; exit 1; }
  kill "$server"
  wait "$server" || true
  server=
  awk -v a="$begun" -v b="$listens" -v c="$answered" 'BEGIN { printf "%.3f %.3f\n", (b - a) / 1e9, (c - a) / 1e9 }' >"$folder/times"
}

forget
start
read -r cold cold_page <"$folder/times"
start
read -r warm warm_page <"$folder/times"
printf '{"cold_start_s": %s, "cold_page_s": %s, "warm_start_s": %s, "warm_page_s": %s, "file_bytes": %s}\n' \
  "$cold" "$cold_page" "$warm" "$warm_page" "$(stat -c %s "$file")"
