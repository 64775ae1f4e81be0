/** @file The build of the packages, and the check whether their sources have changed since. */

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL(".", import.meta.url));
const packages = ["packages/glissade", "packages/lab"];
const web = "packages/web";
const results = [
  "packages/glissade/dist/browser/index.js",
  "packages/lab/dist/cli.js",
  "packages/lab/dist/web/index.html",
];

const cache = `${root}node_modules/.cache/glissade`;
/** Holds the time at which the last build began. */
const stamp = `${cache}/built`;
/** Holds the number of the process that builds. */
const lock = `${cache}/building`;

/** Builds the packages, then the pages that stand on them; what their builds print is shown where they fail. */
export async function build() {
  const began = Date.now();
  const tsdown = find("tsdown/run");
  const succeeded = await Promise.all(packages.map((name) => buildPackage(name, [tsdown])));
  if (succeeded.includes(false)) process.exit(1);
  if (!(await buildPackage(web, [find("vite/package.json").replace("package.json", "bin/vite.js"), "build"])))
    process.exit(1);
  mkdirSync(cache, { recursive: true });
  writeFileSync(stamp, String(began));
}

/** Builds if a source is newer than the last build; of processes that find it so, one builds and the others wait. */
export async function buildIfStale() {
  if (!isStale()) return;
  if (takeLock()) {
    process.on("exit", () => rmSync(lock, { force: true }));
    process.stderr.write("Building the packages, whose sources have changed ...\n");
    await build();
    rmSync(lock);
  } else while (isLocked()) await setTimeout(100);
}

/** Whether the build of a package succeeds. */
async function buildPackage(name, command) {
  const child = spawn(process.execPath, command, { cwd: root + name });
  const texts = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => texts.push(text));
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) process.stderr.write(`${Buffer.concat(texts)}\n${name}: the build failed.\n`);
  return code === 0;
}

function find(tool) {
  try {
    return createRequire(import.meta.url).resolve(tool);
  } catch {
    process.stderr.write("The packages are not built, and what builds them is not here. Run: npm ci\n");
    process.exit(1);
  }
}

function isStale() {
  if (![stamp, ...results.map((path) => root + path)].every((path) => existsSync(path))) return true;
  const built = Number(readFileSync(stamp, "utf8"));
  return sources().some((path) => statSync(path).mtimeMs > built);
}

/** Sources, and their folders, which change when a file goes. */
function sources() {
  return [...packages, web].flatMap((name) => {
    const source = `${root}${name}/src`;
    const inside = readdirSync(source, { recursive: true }).map((path) => `${source}/${path}`);
    const config = name === web ? "vite.config.ts" : "tsdown.config.ts";
    return [source, ...inside, `${root}${name}/${config}`, `${root}${name}/package.json`];
  });
}

/** Whether this process is the one that may build. */
function takeLock() {
  mkdirSync(cache, { recursive: true });
  if (!isLocked()) rmSync(lock, { force: true });
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    return false;
  }
}

/** Whether the process that holds the lock is still there. */
function isLocked() {
  try {
    process.kill(Number(readFileSync(lock, "utf8")), 0);
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await (process.argv.includes("--if-stale") ? buildIfStale() : build());
