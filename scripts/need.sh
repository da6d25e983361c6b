#!/usr/bin/env bash
# Installs what a task needs and this machine lacks: `scripts/need.sh run` or `scripts/need.sh test`.
# Debian packages are installed as root or with sudo; otherwise they are named and we stop.
set -euo pipefail
cd "$(dirname "$0")/.."

task=${1:?usage: scripts/need.sh run|test}
packages=()

have() { command -v "$1" >/dev/null 2>&1; }

# Rust and Node do not come from Debian here: say where to get them rather than guess.
have cargo || { echo "need: cargo is missing. Install Rust as its own site tells (rustup), then try again." >&2; exit 1; }
have cc || packages+=(build-essential)

if [ "$task" = test ]; then
  have node && have npm || { echo "need: node and npm are missing. Install Node 20 with npm, then try again." >&2; exit 1; }
  scripts/postgres-bin.sh >/dev/null 2>&1 || packages+=(postgresql)
  # Alerts and the dashboard's expressions are read by Prometheus' own program; a pooler stands between.
  have promtool || packages+=(prometheus)
  have pgbouncer || [ -x /usr/sbin/pgbouncer ] || packages+=(pgbouncer)
  # Two servers of which Patroni makes the second the first when that is gone.
  have patroni || packages+=(patroni)
  have etcd || packages+=(etcd-server)
  have chromium || packages+=(chromium)
  # Other people's tools look at the papers that we make.
  have qpdf || packages+=(qpdf)
  have pdftotext && have pdffonts || packages+=(poppler-utils)
  # A page without a Chinese font is a page of empty boxes; the screenshots would be worthless.
  have fc-list || packages+=(fontconfig)
  [ -n "$(fc-list :lang=zh family 2>/dev/null)" ] || packages+=(fonts-noto-cjk)
fi

if [ ${#packages[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ]; then as_root=()
  elif have sudo && sudo -n true 2>/dev/null; then as_root=(sudo -n)
  elif have sudo && [ -t 0 ]; then as_root=(sudo)
  else
    echo "need: these Debian packages are missing, and we are neither root nor have sudo: ${packages[*]}" >&2
    echo "need: ask an administrator for: apt-get install ${packages[*]}" >&2
    exit 1
  fi
  echo "need: installing ${packages[*]}" >&2
  timeout 300 "${as_root[@]}" apt-get update -qq
  # The tests start servers of their own: what is installed starts no service, now or later.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 755 "$policy"
    trap '"${as_root[@]}" rm -f "$policy"' EXIT
  fi
  timeout 1200 "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${packages[@]}" >&2
  for service in prometheus pgbouncer patroni etcd; do
    case " ${packages[*]} " in
      *" $service "* | *" $service-server "*) ! have systemctl || "${as_root[@]}" systemctl disable --quiet "$service" 2>/dev/null || true ;;
    esac
  done
fi

# The folder is installed afresh only when the lock file is newer than what stands there.
if [ "$task" = test ] && [ browser/package-lock.json -nt browser/node_modules/.package-lock.json ]; then
  echo "need: npm ci in browser/" >&2
  (cd browser && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 timeout 600 npm ci --no-audit --no-fund --loglevel=error >&2)
fi
