/** @file `glissade stats STUDY`: every statistic of the runs of a study. */

import { ArgumentError } from "glissade";
import { summaryNote, summaryTable } from "../report/summary-table.ts";
import { toText } from "../report/table.ts";
import type { RunStatistic } from "../results/statistics.ts";
import { readResult } from "../results/view.ts";
import { choiceOf } from "./comparison-options.ts";
import { ensureJson, type JsonFlags, printResult, writeJson } from "./json-option.ts";
import { findStudy, type StoreFlags, withStore } from "./store-option.ts";

export interface StudyStatsFlags extends StoreFlags, JsonFlags {
  readonly metric?: string;
  readonly statistic?: RunStatistic;
}

/** Prints the table, or the summaries as JSON. */
export async function studyStats(name: string, flags: StudyStatsFlags): Promise<void> {
  if (name.endsWith(".npy")) throw missingSecond(name);
  const { metric, statistic } = flags;
  await ensureJson(flags);
  await withStore(flags, async (store) => {
    const study = await findStudy(store, name);
    const command = `npx glissade stats ${study.id}`;
    const result = await readResult(store, study, { command, ...choiceOf({ metric, statistic }) });
    const summaries = result.arms.map((arm) => ({ name: arm.name, metrics: arm.metrics }));
    await writeJson(flags, summaries);
    const table = () => toText(summaryTable(result, statistic && [statistic]));
    printResult(flags, summaries, () => `${table()}\n\n${summaryNote(result)}`);
  });
}

const missingSecond = (name: string) =>
  new ArgumentError({
    where: "stats",
    rule: `two .npy files are compared, got ${name} alone`,
    fix: "Name a second file, or a study of the store",
  });
