#!/usr/bin/env node
/** @file The command `glissade`; in a checkout, where the sources are, it builds what is not built yet. */

import { existsSync } from "node:fs";

const isCheckout = existsSync(new URL("../src", import.meta.url));
if (isCheckout) await (await import("../../../build.js")).buildIfStale();
await import("../dist/cli.js");
