#!/usr/bin/env bash
# Runs a command against a PostgreSQL of its own whose disk is small and can be filled: a file system in
# memory that nobody else sees. Mounting it takes root.
#   scripts/with-small-disk.sh sh -c 'tongban chaos restart --harm full --database $TONGBAN_TEST_POSTGRES --control $TONGBAN_POSTGRES_CONTROL'
# TONGBAN_POSTGRES_CONTROL names a program then that takes full and room besides.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
megabytes=400
case "${1:-}" in
  --mounted)
    disk=$2
    shift 2
    mount -t tmpfs -o "size=${megabytes}m,mode=1777" tongban-disk "$disk"
    export TONGBAN_SMALL_DISK=$disk TONGBAN_USUAL_FOLDER=${TMPDIR:-/tmp}
    TMPDIR=$disk exec "$here/with-postgres.sh" "$here/with-small-disk.sh" --begun "$@" ;;
  --begun)
    shift
    # Only the database is on that disk.
    export TMPDIR=$TONGBAN_USUAL_FOLDER ;;
  *)
    [ "$(id -u)" = 0 ] || { echo "with-small-disk: mounting a disk takes root" >&2; exit 1; }
    disk=$(mktemp -d "${TMPDIR:-/tmp}/tongban-disk.XXXXXX")
    trap 'rmdir "$disk"' EXIT
    unshare --mount "$here/with-small-disk.sh" --mounted "$disk" "$@"
    exit 0 ;;
esac

bin=$("$here/postgres-bin.sh")
folder=$(mktemp -d "$TMPDIR/tongban-full.XXXXXX")
trap 'rm -rf "$folder"' EXIT
control="$folder/control"
cat >"$control" <<CONTROL
#!/usr/bin/env bash
set -euo pipefail
case "\${1:-}" in
  full) head -c ${megabytes}M /dev/zero >"$TONGBAN_SMALL_DISK/filler" 2>/dev/null || true ;;
  room)
    rm -f "$TONGBAN_SMALL_DISK/filler"
    for _ in \$(seq 50); do
      ! "$bin/pg_isready" -q -d "$TONGBAN_TEST_POSTGRES" || exit 0
      sleep 0.1
    done
    # Where it could not write its own log either, it has ended, and somebody starts it again.
    exec "$TONGBAN_POSTGRES_CONTROL" restart ;;
  *) exec "$TONGBAN_POSTGRES_CONTROL" "\$@" ;;
esac
CONTROL
chmod 700 "$control"
export TONGBAN_POSTGRES_CONTROL=$control
"$@"
