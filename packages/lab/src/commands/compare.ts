/** @file `glissade compare`: the runs of a study, a table and a report. */

import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { Command } from "commander";
import { compare } from "../compare/compare.ts";
import { describePlan, type Plan, prepare } from "../compare/plan.ts";
import { createSaver, ensureWritable, toJson, writeFileAtomic } from "../files.ts";
import { createProgress } from "../progress.ts";
import { comparisonTable } from "../report/comparison-table.ts";
import type { StudyResult } from "../results.ts";
import { loadStudy } from "../study/load.ts";
import type { Study } from "../study/study.ts";
import { describeStudyKeys, validateStudy } from "../study/validate.ts";
import { toCount } from "./options.ts";

interface CompareFlags {
  readonly data?: string;
  readonly runs?: number;
  readonly steps?: number;
  readonly seed?: number;
  readonly workers?: number;
  readonly json?: string;
  readonly report?: string;
}

const help = () => `
A study is a built-in name (quickstart, book-momentum) or a .json, .ts, .js or .mjs file with these keys:

${describeStudyKeys()}

Without --json the result is kept in .glissade/STUDY.json. It is written after every run, so an interrupted
study (Ctrl-C) keeps the runs that had finished; a second Ctrl-C ends without the table and the report.
The exit code is 1 where runs failed, 2 for a mistake in the command or its files, 130 after Ctrl-C.

Examples:
  glissade compare quickstart --report report.html
  glissade compare book-momentum --runs 4 --data path/to/fashion-mnist --json out.json
  glissade compare study.json --seed 7 --workers 2 --json - | jq '.arms[].mcc'`;

/** The command: trains every arm with every seed, compares, and writes what was asked for. */
export function compareCommand(): Command {
  return new Command("compare")
    .description("train a network with several optimizers over several seeds, and compare them")
    .argument("<study>", "a built-in study or a file")
    .option(
      "--data <name|dir>",
      "data set instead of the study's: glyphs, mnist, fashion-mnist, or a directory",
    )
    .option("--runs <n>", "runs of each arm", toCount("--runs"))
    .option("--steps <n>", "training steps of each run", toCount("--steps"))
    .option("--seed <n>", "seed that all the others come from", toCount("--seed", 0))
    .option(
      "--workers <n>",
      "worker processes, one thread each (default: one per core)",
      toCount("--workers"),
    )
    .option("--json <file>", "write the result as JSON; - prints it instead of the table")
    .option("--report <file>", "write a report as one offline HTML file")
    .addHelpText("after", help)
    .action(runCompare);
}

async function runCompare(nameOrPath: string, flags: CompareFlags): Promise<void> {
  const study = override(await loadStudy(nameOrPath), flags);
  const { json, report, workers } = flags;
  if (report) await ensureWritable(report, "--report");
  if (json && json !== "-") await ensureWritable(json, "--json");
  const plan = await prepare(study, { workers });
  const file = json && json !== "-" ? json : await defaultFile(study);
  say(`${describePlan(plan)}; the result goes to ${file}\n`);
  const result = await train(plan, { file, command: commandLine(nameOrPath, flags) });
  await finish(result, { ...flags, file });
}

function override(study: Study, { data, runs, steps, seed }: CompareFlags): Study {
  const given = Object.entries({ data, runs, steps, seed }).filter(([, value]) => value !== undefined);
  return validateStudy({ ...study, ...Object.fromEntries(given) }, "glissade compare");
}

/** Where the result is kept without --json. */
async function defaultFile({ name }: Study): Promise<string> {
  const file = `.glissade/${name.toLowerCase().replace(/[^\w.-]+/g, "-")}.json`;
  // Where this fails, the next line says so in better words.
  await mkdir(dirname(file), { recursive: true }).catch(() => undefined);
  await ensureWritable(file, "--json");
  return file;
}

interface TrainOptions {
  readonly file: string;
  readonly command: string;
}

/** Trains until the end or the first Ctrl-C, and keeps the result so far in a file. */
async function train(plan: Plan, { file, command }: TrainOptions): Promise<StudyResult> {
  const { arms, runs, steps } = plan.study;
  const progress = createProgress(arms.map(({ name }) => ({ name, runs, steps: runs * steps })));
  const saver = createSaver(file);
  const onResult = (result: StudyResult) => saver.save(toJson(result));
  const abort = new AbortController();
  const interrupt = () => abort.abort();
  process.once("SIGINT", interrupt);
  try {
    const result = await compare(plan, { command, progress, onResult, signal: abort.signal });
    onResult(result);
    await saver.flush();
    return result;
  } finally {
    progress.stop();
    process.off("SIGINT", interrupt);
  }
}

interface Outputs extends CompareFlags {
  readonly file: string;
}

/** Files before the table: a reader of the standard output may leave early. */
async function finish(result: StudyResult, { json, report, file }: Outputs): Promise<void> {
  if (report) {
    // The charts take a while to load, which the start need not wait for.
    const { renderReport } = await import("../report/report.ts");
    await writeFileAtomic(report, renderReport(result));
  }
  process.stdout.write(json === "-" ? toJson(result) : `${comparisonTable(result)}\n`);
  say(`\nResult: ${file}${result.complete ? "" : " (interrupted: only the runs that had finished)"}`);
  if (report) say(`Report: ${report}`);
  process.exitCode = toExitCode(result);
}

function toExitCode({ complete, arms }: StudyResult): number {
  if (!complete) return 130;
  return arms.some(({ runs }) => runs.some(({ status }) => status === "failed")) ? 1 : 0;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The command that gives the same metrics again. */
function commandLine(study: string, { data, runs, steps, seed }: CompareFlags): string {
  const options = Object.entries({ data, runs, steps, seed }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, quote(String(value))],
  );
  return ["npx glissade compare", quote(study), ...options].join(" ");
}

function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
