/** @file The command `npm run bench`: training steps beside PyTorch's. */

import { writeFileSync } from "node:fs";
import { compile, nearestOrAll, type Provider, type Tensor, tensor } from "glissade";
import { peersOf, plainTorch } from "./support/contestants.ts";
import { openLimits } from "./support/limits.ts";
import { type AllLimits, describeMachine, machineText } from "./support/machine.ts";
import { measure, type Row, units } from "./support/measure.ts";
import { countOf, fail, readOptions, requireWritable } from "./support/options.ts";
import { markdownTables, textHead, textLine } from "./support/row-table.ts";
import { hasTorch, NO_TORCH } from "./support/torch.ts";
import { workloads } from "./support/workloads.ts";

const HELP = `Measures training steps beside PyTorch's, in turns, each in a process of its own.

npm run bench                                    every row of docs/benchmarks.md, at one and two threads: ten minutes
npm run bench -- --only a-adam,g-gpt-128         some workloads
npm run bench -- --threads 1 --rounds 5          one thread, fewer turns
npm run bench -- --compile                       PyTorch's torch.compile as well, where there is a C++ compiler
npm run bench -- --only a-adam --javascript      jax-js and TensorFlow.js as well, where they are installed
npm run bench -- --provider webgpu --only a-adam our steps on a device, PyTorch's on the processor
npm run bench -- --json rows.json                machine and rows as JSON as well
npm run -s bench -- --markdown                   the tables of docs/benchmarks.md on stdout, and nothing else

The ratio is PyTorch's time divided by ours: above 1 we are faster. PYTHON names the interpreter that has PyTorch; QUICK=1
is --threads 1 --rounds 5. npm run bench:others runs the other benchmarks, or those that it names.

Workloads:
${Object.entries(workloads)
  .map(
    ([name, { about, extra }]) => `  ${name.padEnd(17)} ${about}${extra ? " (only where it is named)" : ""}`,
  )
  .join("\n")}`;

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const { values: options } = readOptions("bench", {
  ...{ only: text, threads: text, rounds: text, json: text, provider: text },
  ...{ compile: flag, javascript: flag, markdown: flag, help: flag },
});

function find(name: string): string {
  if (name in workloads) return name;
  return fail(`bench: there is no workload "${name}". ${nearestOrAll(name, Object.keys(workloads))}`);
}

const names = Object.keys(workloads).filter((name) => !workloads[name]!.extra);
const chosen = options.only?.split(",").map(find) ?? names;
const quick = process.env.QUICK;
const threadCounts = (options.threads ?? (quick ? "1" : "1,2"))
  .split(",")
  .map((each) => countOf("bench --threads", each));
const rounds = countOf("bench --rounds", options.rounds ?? (quick ? "5" : "15"));

const { provider } = options;

/** Ends where nothing computes under this name here. */
async function requireProvider(name: string): Promise<void> {
  try {
    const double = compile((x: Tensor) => x.mul(2), { provider: name as Provider });
    await (await double(tensor([1]))).data();
  } catch (error) {
    fail(`bench --provider: ${(error as Error).message}`);
  }
}

async function openAllLimits(pytorch: boolean): Promise<AllLimits> {
  const limits: Record<number, AllLimits[number]> = {};
  for (const threads of threadCounts) {
    process.stderr.write(`measuring what the machine can do, threads: ${threads}\n`);
    limits[threads] = await openLimits(threads, pytorch ? [plainTorch] : []);
  }
  return limits;
}

async function measureRows(
  limits: AllLimits,
  pytorch: boolean,
  show: (added: readonly Row[], all: readonly Row[]) => void,
) {
  const rows: Row[] = [];
  for (const workload of chosen) {
    const peers = peersOf(workload, { ...options, pytorch });
    for (const threads of threadCounts) {
      process.stderr.write(`measuring ${workload}, threads: ${threads}\n`);
      const added = await measure(workload, { threads, rounds, peers, limits: limits[threads]!, provider });
      rows.push(...added);
      show(added, rows);
    }
  }
  return rows;
}

async function run(): Promise<void> {
  if (options.json !== undefined) requireWritable("bench --json", options.json);
  if (provider !== undefined) await requireProvider(provider);
  const print = options.markdown ? console.error : console.log;
  const pytorch = hasTorch();
  if (!pytorch) console.error(NO_TORCH);
  const limits = await openAllLimits(pytorch);
  const machine = describeMachine(limits);
  print(textHead);
  const rows = await measureRows(limits, pytorch, (added, all) => {
    for (const row of added) print(textLine(row));
    if (options.json !== undefined)
      writeFileSync(options.json, `${JSON.stringify({ machine, units, rows: all }, undefined, 2)}\n`);
  });
  for (const each of Object.values(limits)) each.close();
  if (options.markdown) console.log(`${machineText(machine)}\n\n${markdownTables(rows)}`);
}

if (options.help) console.log(HELP);
else await run();
