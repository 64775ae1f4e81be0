/** @file The command `npm run claims`: runs the experiments that have no numbers yet, and writes the page. */

import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { nearestOrAll } from "glissade";
import { writePage } from "../write-page.ts";
import { type ExperimentName, experiments, keep, results } from "./experiments.ts";
import { claimsPage } from "./page.ts";

const names = Object.keys(experiments);

const HELP = `Writes docs/claims.md from the numbers of lessons, of the leaderboard and of a few experiments.

npm run claims                        runs the experiments that have no numbers yet: minutes
npm run claims -- --minutes 10        starts none after ten minutes; the same command goes on
npm run claims -- --again saddles     runs an experiment again (${names.join(", ")})
npm run claims -- --page              the page alone

--fashion DIR   a copy of Fashion-MNIST, or the variable FASHION; otherwise it is downloaded
--mnist DIR     a copy of MNIST, or the variable MNIST; otherwise it is downloaded
--store FILE    keeps the runs of studies; .glissade/claims.db by default
--workers N     processes, one thread each; one per core by default`;

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const { values: options } = parseArgs({
  options: {
    ...{ minutes: { ...text, default: "600" }, again: text, page: flag, help: flag },
    fashion: { ...text, default: process.env.FASHION },
    mnist: { ...text, default: process.env.MNIST },
    store: { ...text, default: ".glissade/claims.db" },
    workers: { ...text, default: String(availableParallelism()) },
  },
});

if (options.help) process.stdout.write(`${HELP}\n`);
else {
  if (!options.page) await run(options.again === undefined ? missing() : [toName(options.again)]);
  writePage("claims.md", claimsPage());
}

function isExperiment(name: string): name is ExperimentName {
  return Object.hasOwn(experiments, name);
}

function missing(): readonly ExperimentName[] {
  const known = results();
  return names.filter(isExperiment).filter((name) => !known[name]);
}

function toName(name: string): ExperimentName {
  if (isExperiment(name)) return name;
  console.error(`--again: there is no experiment ${JSON.stringify(name)}. ${nearestOrAll(name, names)}`);
  process.exit(2);
}

async function run(wanted: readonly ExperimentName[]): Promise<void> {
  const { fashion, mnist, store } = options;
  const start = performance.now();
  for (const name of wanted) {
    const began = performance.now();
    if (began - start > 60_000 * Number(options.minutes)) return;
    keep(name, await experiments[name]({ fashion, mnist, store, workers: Number(options.workers) }));
    console.error(`${name}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
}
