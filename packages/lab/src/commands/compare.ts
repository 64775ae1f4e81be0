/** @file `glissade compare`: the runs of a study, a table and a report. */

import { Command } from "commander";
import { ensureWritable, writeFileAtomic } from "../files.ts";
import { comparisonTable } from "../report/comparison-table.ts";
import type { StudyResult } from "../results/result.ts";
import { readyStudies } from "../study/ready.ts";
import { describeStudyKeys } from "../study/validate.ts";
import { ensureJson, type JsonFlags, jsonFile, jsonOption, printResult, writeJson } from "./json-option.ts";
import { say } from "./say.ts";
import { commandLine, planOf, type StudyFlags, withStudyOptions } from "./study-flags.ts";
import { sayWhere, toExitCode, trainPlan } from "./train.ts";

interface CompareFlags extends StudyFlags, JsonFlags {
  readonly report?: string;
}

const help = () => `
A study is a ready one (${Object.keys(readyStudies).join(", ")}) or a .json, .ts, .js or .mjs file with these keys:

${describeStudyKeys()}

Runs are kept in a store, .glissade/store.db unless --store names another: what it has is not trained again, so that the
same command goes on after Ctrl-C, a crash or a loss of power, and with more --runs trains those that are new.
The exit code is 1 where runs failed, 2 for a mistake in the command or its files, 130 after Ctrl-C or SIGTERM.

Examples:
  glissade compare quickstart --report report.html
  glissade compare book-momentum --runs 4 --data path/to/fashion-mnist --json out.json
  glissade compare study.json --seed 7 --workers 2 --json - | jq '.arms[].metrics'`;

/** The command: trains every arm with every seed, compares, and writes what was asked for. */
export function compareCommand(): Command {
  return withStudyOptions(new Command("compare"))
    .description("train a model with several optimizers over several seeds, and compare them")
    .addOption(jsonOption())
    .option("--report <file>", "write a report as one offline HTML file")
    .addHelpText("after", help)
    .action(runCompare);
}

async function runCompare(nameOrPath: string, flags: CompareFlags): Promise<void> {
  const { report, store } = flags;
  if (report) await ensureWritable(report, "--report");
  await ensureJson(flags);
  const plan = await planOf(nameOrPath, flags);
  const result = await trainPlan(plan, {
    store,
    retry: flags.retry,
    command: commandLine("compare", nameOrPath, flags),
  });
  await finish(result, flags);
}

/** Files before the table: a reader of the standard output may leave early. */
async function finish(result: StudyResult, flags: CompareFlags): Promise<void> {
  const { report, store } = flags;
  await writeJson(flags, result);
  if (report) {
    // The charts take a while to load, which the start need not wait for.
    const { renderReport } = await import("../report/report.ts");
    await writeFileAtomic(report, renderReport(result));
  }
  printResult(flags, result, () => comparisonTable(result));
  sayWhere(store, result);
  const json = jsonFile(flags);
  if (json !== undefined) say(`Result: ${json}`);
  if (report) say(`Report: ${report}`);
  process.exitCode = toExitCode(result);
}
