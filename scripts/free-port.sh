#!/usr/bin/env bash
# Prints as many free loopback ports as asked for, each another one: `scripts/free-port.sh 2`.
set -euo pipefail
exec node -e '
const net = require("node:net");
const held = Array.from({ length: Number(process.argv[1] ?? 1) }, () => net.createServer());
Promise.all(held.map((server) => new Promise((done) => server.listen(0, "127.0.0.1", done)))).then(() => {
  for (const server of held) { console.log(server.address().port); server.close(); }
});
' "${1:-1}"
