/** @file `glissade rerun`: trains one run again, and says whether its numbers are the same. */

import { Command } from "commander";
import { ArgumentError } from "glissade";
import { toJson } from "../files.ts";
import { formatNumber } from "../report/format.ts";
import { table, toText } from "../report/table.ts";
import { descriptionOf } from "../rows/description.ts";
import { wasStopped } from "../rows/stopped.ts";
import { openStore } from "../store/open.ts";
import type { RunRecord, Store } from "../store/store.ts";
import { work } from "../work/worker.ts";
import { toCount } from "./options.ts";
import { findRun, LISTED, type StoreFlags, storeOption, withStore } from "./store-option.ts";

interface RerunFlags extends StoreFlags {
  readonly json?: boolean;
}

const HELP = `
The numbers of a run follow from its study, its configuration and its seed: on the same platform, with the same versions,
they are the same to the last bit. The exit code is 1 where they differ. The store is only read.

Examples:
  glissade show quickstart
  glissade rerun 4`;

/** The command: the run as it is kept, beside the run as it comes out now. */
export function rerunCommand(): Command {
  return new Command("rerun")
    .description("train one run again, and compare its numbers with those of the store")
    .argument("<run>", "its number, as glissade show prints it", toCount("run"))
    .addOption(storeOption())
    .option("--json", "print as JSON")
    .addHelpText("after", HELP)
    .action(runRerun);
}

const runRerun = (id: number, { json, ...flags }: RerunFlags): Promise<void> =>
  withStore(flags, async (store) => {
    const kept = await findRun(store, id);
    if (kept.state !== "done" && kept.state !== "diverged") throw withoutResult(kept);
    if (wasStopped(kept.extra)) throw stopped(id);
    await requireTrained(store, kept);
    const again = await repeat(store, kept);
    if (again.state === "failed") throw failed(id, again);
    const same = JSON.stringify(again.metrics) === JSON.stringify(kept.metrics) && again.state === kept.state;
    const differences = Object.keys({ ...kept.metrics, ...again.metrics }).map((name) => ({
      name,
      kept: kept.metrics[name] ?? null,
      again: again.metrics[name] ?? null,
    }));
    if (json) process.stdout.write(toJson({ run: id, same, states: [kept.state, again.state], differences }));
    else
      process.stdout.write(
        `${toText(comparison(differences))}\n\n${same ? "The same to the last bit" : "They differ"}\n`,
      );
    if (!same) process.exitCode = 1;
  });

const withoutResult = ({ id, state }: RunRecord) =>
  new ArgumentError({
    where: "run",
    rule: `${id} has no result to compare with (it is ${state})`,
    fix: LISTED,
  });

const failed = (id: number, { error }: RunRecord) =>
  new ArgumentError({ where: "run", rule: `${id} cannot be trained again: ${error?.replace(/\.$/, "")}` });

const stopped = (id: number) =>
  new ArgumentError({
    where: "run",
    rule: `${id} was stopped since it was behind other trials, which is not repeated`,
    fix: "Choose one that was trained to its end",
  });

/** Throws for a run of a program, which no worker can begin. */
async function requireTrained(store: Store, { id, study }: RunRecord): Promise<void> {
  if (!descriptionOf((await store.study(study))!).facts.origin) return;
  throw new ArgumentError({
    where: "run",
    rule: `${id} was imported, or recorded by a program, which has to train it again itself`,
  });
}

/** Trains the run in a store of its own. */
async function repeat(store: Store, { study, configuration, seed, stage }: RunRecord): Promise<RunRecord> {
  const own = await openStore(":memory:");
  try {
    const { id } = await own.addStudy((await store.study(study))!);
    await own.addRuns(id, [{ configuration, seed, stage }]);
    await work(own);
    return (await own.runs())[0]!;
  } finally {
    await own.close();
  }
}

interface Difference {
  readonly name: string;
  readonly kept: number | null;
  readonly again: number | null;
}

const comparison = (rows: readonly Difference[]) =>
  table(
    ["metric", "kept", "again"],
    1,
    rows.map(({ name, kept, again }) => [name, formatNumber(kept), formatNumber(again)]),
  );
