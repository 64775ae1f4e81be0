/** @file The other benchmarks, one after the other: `npm run bench:others`, or with names some of them. */

import { cpus } from "node:os";
import { nearestOrAll } from "glissade";
import { fail } from "./support/options.ts";

const benchmarks = [
  "train-step",
  "experiment",
  "kernels",
  "convolution",
  "generate",
  "scan",
  "optimizers",
  "flatten",
  "diagnose",
  "compile-time",
  "data",
  "store",
  "serve",
];

const names = process.argv.slice(2);
const unknown = names.find((name) => !benchmarks.includes(name));
if (unknown !== undefined)
  fail(
    `bench:others: there is no benchmark ${JSON.stringify(unknown)}. ${nearestOrAll(unknown, benchmarks)}`,
  );

console.log(`${cpus()[0]!.model}, ${cpus().length} cores, Node ${process.version}`);
for (const name of names.length > 0 ? names : benchmarks) {
  console.log(`\n# ${name}`);
  await import(`./${name}.ts`);
}
