/** @file Every benchmark, one after the other: `npm run bench`. */

import { cpus } from "node:os";

const benchmarks = [
  "train-step",
  "kernels",
  "convolution",
  "recurrent",
  "networks",
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

console.log(`${cpus()[0]!.model}, ${cpus().length} cores, Node ${process.version}`);
for (const name of benchmarks) {
  console.log(`\n# ${name}`);
  await import(`./${name}.ts`);
}
