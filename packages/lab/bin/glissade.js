#!/usr/bin/env node
import { existsSync } from "node:fs";

const cli = new URL("../dist/cli.js", import.meta.url);
if (!existsSync(cli)) {
  console.error("glissade: the command line is not built yet. Run: npm run build");
  process.exit(1);
}
await import(cli.href);
