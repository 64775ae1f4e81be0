/** @file `glissade status`: what is running, and what is left to do. */

import { Command } from "commander";
import { toJson } from "../files.ts";
import { ago } from "../report/ago.ts";
import { formatDuration } from "../report/durations.ts";
import { formatNumber } from "../report/format.ts";
import { table, toText } from "../report/table.ts";
import { descriptionOf } from "../rows/description.ts";
import { secondsLeft } from "../run/time-left.ts";
import { HELD_STATES, OPEN_STATES } from "../store/endings.ts";
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
    .addHelpText(
      "after",
      "\nTime left is for the runs that there are, with the workers that run now; a search adds others later.\n\nExamples:\n  glissade status\n  glissade status quickstart --json | jq .secondsLeft",
    )
    .action(runStatus);
}

const runStatus = (name: string | undefined, { json, ...flags }: StatusFlags): Promise<void> =>
  withStore(flags, async (store) => {
    const studies =
      name === undefined ? (await store.studies()).filter(isOpen) : [await findStudy(store, name)];
    const all = [];
    for (const study of studies) all.push(await withHeld(store, study));
    if (json) {
      const rows = all.map(({ study, left }) => ({ ...study, secondsLeft: left ?? null }));
      return void process.stdout.write(toJson(name === undefined ? rows : rows[0]));
    }
    if (all.length === 0) return void process.stdout.write("Nothing is left to do\n");
    for (const each of all) process.stdout.write(describe(each));
  });

const isOpen = ({ runs }: StudyRecord): boolean => OPEN_STATES.some((state) => runs[state] > 0);

interface Held {
  readonly study: StudyRecord;
  /** Runs in hand. */
  readonly held: readonly RunRecord[];
  /** Seconds, where they can be told. */
  readonly left: number | undefined;
}

async function withHeld(store: Store, study: StudyRecord): Promise<Held> {
  const held = await store.runs({ study: study.id, states: HELD_STATES });
  return { study, held, left: await secondsLeft(store, study, held) };
}

function describe({ study, held, left }: Held): string {
  const { name, runs, updated } = study;
  const words = Object.entries(runs).flatMap(([state, count]) => (count > 0 ? [`${count} ${state}`] : []));
  const time = left === undefined ? "" : `; about ${formatDuration(left)} left for these`;
  const lines = held.length > 0 ? `${toText(heldTable(held, descriptionOf(study).facts.steps))}\n` : "";
  return `${name}: ${words.join(", ") || "no runs"}${time}; changed ${ago(updated)}\n${lines}`;
}

function heldTable(runs: readonly RunRecord[], steps: number) {
  return table(
    ["arm", "state", "worker", "run", "steps", "%", "attempt"],
    3,
    runs.map(({ configuration, state, worker, id, step, attempt }) => [
      ...[configuration.arm, state, worker ?? "", String(id)],
      // A program that records says nothing of its end
      ...(steps > 0
        ? [`${step} of ${steps}`, formatNumber(Math.floor((100 * step) / steps))]
        : [String(step), ""]),
      String(attempt),
    ]),
  );
}
