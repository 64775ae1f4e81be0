/** @file `glissade status`: what is running, and what is left to do. */

import { Command } from "commander";
import { toJson } from "../files.ts";
import { ago } from "../report/ago.ts";
import { formatNumber } from "../report/format.ts";
import { table, toText } from "../report/table.ts";
import { descriptionOf } from "../run/description.ts";
import type { RunRecord, Store, StudyRecord } from "../store/store.ts";
import { findStudy, type StoreFlags, storeOption, withStore } from "./store-option.ts";

interface StatusFlags extends StoreFlags {
  readonly json?: boolean;
}

/** The command: a line for each study with work left, and one for each run in hand. */
export function statusCommand(): Command {
  return new Command("status")
    .description("show what is running, queued and failed")
    .argument("[study]", "one study; by default all that have runs left")
    .addOption(storeOption())
    .option("--json", "print as JSON")
    .addHelpText("after", "\nExamples:\n  glissade status\n  glissade status quickstart --json | jq .runs")
    .action(runStatus);
}

const runStatus = (name: string | undefined, { json, ...flags }: StatusFlags): Promise<void> =>
  withStore(flags, async (store) => {
    const studies =
      name === undefined ? (await store.studies()).filter(isOpen) : [await findStudy(store, name)];
    if (json) return void process.stdout.write(toJson(name === undefined ? studies : studies[0]));
    if (studies.length === 0) return void process.stdout.write("Nothing is left to do\n");
    for (const study of studies) process.stdout.write(await describe(store, study));
  });

const isOpen = ({ runs: { queued, running, stale } }: StudyRecord): boolean => queued + running + stale > 0;

async function describe(store: Store, study: StudyRecord): Promise<string> {
  const { name, runs } = study;
  const words = Object.entries(runs).flatMap(([state, count]) => (count > 0 ? [`${count} ${state}`] : []));
  const held = await store.runs({ study: study.id, states: ["running", "stale"] });
  const { steps } = descriptionOf(study).facts;
  const lines = held.length > 0 ? `${toText(heldTable(held, steps))}\n` : "";
  return `${name}: ${words.join(", ") || "no runs"}; changed ${ago(study.updated)}\n${lines}`;
}

function heldTable(runs: readonly RunRecord[], steps: number) {
  return table(
    ["arm", "state", "worker", "run", "steps", "%", "attempt"],
    3,
    runs.map(({ configuration, state, worker, id, step, attempt }) => [
      ...[configuration.arm, state, worker ?? "", String(id), `${step} of ${steps}`],
      ...[formatNumber(Math.floor((100 * step) / steps)), String(attempt)],
    ]),
  );
}
