/** @file The command `npm run lessons`: the list of lessons. */

import { parseArgs } from "node:util";
import { lessons, recorded } from "./catalogue.ts";

const HELP = `The lessons: name, title, seconds in full on the machine that recorded them.

npm run lessons             a table
npm run lessons -- --json   name, title, the methods it shows, seconds

npm run lesson NAME runs one.`;

const { values } = parseArgs({ options: { json: { type: "boolean" }, help: { type: "boolean" } } });
const results = recorded();
const rows = lessons.map(({ name, title, methods }) => ({
  name,
  title,
  methods,
  seconds: results[name]?.seconds ?? null,
}));

if (values.help) console.log(HELP);
else if (values.json) console.log(JSON.stringify(rows, undefined, 2));
else {
  const width = Math.max(...rows.map(({ name }) => name.length));
  for (const { name, title, seconds } of rows) {
    console.log(`${name.padEnd(width)}  ${String(seconds ?? "").padStart(5)} s  ${title}`);
  }
}
