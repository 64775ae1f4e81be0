/** @file The other benchmarks, one after the other: `npm run bench:others`, or with names some of them. */

import { cpus } from "node:os";
import { nearestOrAll } from "glissade";
import { fail, readOptions } from "./support/options.ts";

/** What each measures. */
const benchmarks = {
  "train-step": "a training step of 196-100-50-10 beside the graph written by hand",
  experiment: "the textbook's experiment, in two processes, beside PyTorch's",
  kernels: "cross-entropy, layer norm, attention, a GPT block, beside PyTorch's",
  convolution: "convolutions and pooling, beside PyTorch's",
  generate: "tokens a second of a GPT, with and without a cache",
  scan: "steps in a scan beside one step per call",
  optimizers: "updates of 5.8 million parameters, beside PyTorch's",
  flatten: "steps with leaves joined by optim.flatten",
  diagnose: "what diagnostics cost that are left on",
  "compile-time": "how soon the step of a 12-layer GPT is ready",
  data: "npy, Parquet and folders of images",
  store: "what the lab's stores write and read",
  serve: "answers of the dashboard",
};

const HELP = `Runs the benchmarks besides npm run bench, one after the other.

npm run bench:others                        all of them
npm run bench:others kernels convolution    some
QUICK=1 npm run bench:others kernels        in short form

PYTHON names the interpreter that has PyTorch. Benchmarks:
${Object.entries(benchmarks)
  .map(([name, about]) => `  ${name.padEnd(12)}  ${about}`)
  .join("\n")}`;

const { values: options, names } = readOptions(
  "bench:others",
  { help: { type: "boolean" } },
  { takesNames: true },
);
const known = Object.keys(benchmarks);

async function run(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    fail(`bench:others: there is no benchmark ${JSON.stringify(unknown)}. ${nearestOrAll(unknown, known)}`);
  // A benchmark may read options of its own, which are not these.
  process.argv.splice(2);
  console.log(`${cpus()[0]!.model}, ${cpus().length} cores, Node ${process.version}`);
  for (const name of names.length > 0 ? names : known) {
    console.log(`\n# ${name}`);
    await import(`./${name}.ts`);
  }
}

if (options.help) console.log(HELP);
else await run(names);
