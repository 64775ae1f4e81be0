/** @file The table of operations lists every operation, in the order of the records. */

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { allOps } from "./support/all-ops.ts";

it("docs/operations.md has a row for every operation; npm run docs:operations writes them", () => {
  const page = readFileSync(new URL("../docs/operations.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  expect(rows.sort()).toEqual(allOps.map(({ name }) => name).sort());
});
