#!/usr/bin/env bash
# Prints the folder that holds PostgreSQL's server programs, or fails when there is none.
set -euo pipefail
folder=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
if [ -z "$folder" ] && command -v initdb >/dev/null 2>&1; then
  folder=$(dirname "$(readlink -f "$(command -v initdb)")")
fi
[ -n "$folder" ] && [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ] && echo "$folder"
