// The demo county served five times by the binary that was just built: from SQLite, from PostgreSQL, from
// a second SQLite for the browser without scripts, from a third for the journeys that are walked in four
// modes, and from a fourth that knows no calendar of this year, so that no two walk in each other's way.
// `scripts/browser.sh` gives the ports, the folder and the databases; nothing here reaches the network.
import { defineConfig, type Project } from "@playwright/test";

const need = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the browser's journeys with \`make browser\``);
  return value;
};

const binary = need("TONGBAN_BINARY");
const folder = need("TONGBAN_BROWSER_FOLDER");
const ports = {
  sqlite: need("TONGBAN_SQLITE_PORT"),
  postgres: need("TONGBAN_POSTGRES_PORT"),
  plain: need("TONGBAN_PLAIN_PORT"),
  modes: need("TONGBAN_MODES_PORT"),
  unannounced: need("TONGBAN_UNANNOUNCED_PORT"),
};
const databases = {
  sqlite: `sqlite:${folder}/tongban.db`,
  postgres: need("TONGBAN_TEST_POSTGRES"),
  plain: `sqlite:${folder}/plain.db`,
  modes: `sqlite:${folder}/modes.db`,
  unannounced: `sqlite:${folder}/unannounced.db`,
};
type Kind = keyof typeof ports;
const address = (kind: Kind): string => `http://127.0.0.1:${ports[kind]}`;
// Where the journeys find what stands beside the server: its keys and its database.
const beside = (kind: Kind) => ({ var: `${folder}/var-${kind}`, database: databases[kind] });

const server = (kind: Kind) => ({
  command: `"${binary}" demo --people 3000 --unspoken --database "$DATABASE" --var "$VAR" --listen 127.0.0.1:${ports[kind]}`,
  cwd: "..",
  env: {
    DATABASE: databases[kind],
    VAR: beside(kind).var,
    RUST_BACKTRACE: "1",
    // The same data without the calendars of this year and the next.
    ...(kind === "unannounced" ? { TONGBAN_DATA: `${folder}/data` } : {}),
  },
  url: `${address(kind)}/`,
  reuseExistingServer: false,
  // The first start loads the demo county.
  timeout: 180_000,
  stdout: "ignore" as const,
  stderr: "pipe" as const,
  gracefulShutdown: { signal: "SIGTERM" as const, timeout: 5_000 },
});

// What is tagged @both runs on PostgreSQL too, what is tagged @postgres there alone: on SQLite it is walked in
// four modes already. What is tagged @plain runs also with scripts off; what is tagged @modes brings its own
// screens, keys and scripts, on a server of its own; so does @unannounced.
const projects: Project[] = [
  { name: "modes", metadata: beside("modes"), grep: /@modes/, use: { baseURL: address("modes") } },
  { name: "sqlite", metadata: beside("sqlite"), grepInvert: /@modes|@unannounced|@postgres/, use: { baseURL: address("sqlite") } },
  { name: "postgres", metadata: beside("postgres"), grep: /@both|@postgres/, use: { baseURL: address("postgres") } },
  {
    name: "unannounced",
    metadata: beside("unannounced"),
    grep: /@unannounced/,
    use: { baseURL: address("unannounced") },
  },
  {
    name: "no-scripts",
    metadata: beside("plain"),
    grep: /@plain/,
    use: { baseURL: address("plain"), javaScriptEnabled: false },
  },
];

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "test-results",
  forbidOnly: Boolean(process.env.CI),
  // A second try tells a slip of the machine from a fault; the summary names what needed one.
  retries: process.env.CI ? 1 : 0,
  workers: 2,
  timeout: 60_000,
  globalTimeout: 33 * 60_000,
  expect: { timeout: 10_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [["list"], ["json"]] : [["list"]],
  projects,
  webServer: [server("sqlite"), server("postgres"), server("plain"), server("modes"), server("unannounced")],
  use: {
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    viewport: { width: 390, height: 844 },
    screenshot: "only-on-failure",
    // What was done, and a picture at the end; a picture of the page at every press of a key would cost more
    // than the journeys themselves. Whoever wants it has it with `--trace on`.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: false },
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      // Without these Chromium asks the network for things that have nothing to do with us.
      args: [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
      ],
    },
  },
});
