/** @file `glissade compare`: the runs of a study, a table and a report. */

import { Command } from "commander";
import { ensureWritable, toJson, writeFileAtomic } from "../files.ts";
import { createProgress } from "../progress.ts";
import { comparisonTable } from "../report/comparison-table.ts";
import type { StudyResult } from "../results/result.ts";
import { compare } from "../run/compare.ts";
import { describePlan, type Plan, prepare } from "../run/plan.ts";
import { DEFAULT_STORE } from "../store/open.ts";
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
  readonly store?: string;
  readonly json?: string;
  readonly report?: string;
}

const help = () => `
A study is a built-in name (quickstart, book-momentum) or a .json, .ts, .js or .mjs file with these keys:

${describeStudyKeys()}

Runs are kept in a store, .glissade/store.db unless --store names another: what it has is not trained again, so that the
same command goes on after Ctrl-C, a crash or a loss of power, and with more --runs trains those that are new.
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
    .option("--store <file>", `where runs are kept (default: ${DEFAULT_STORE})`)
    .option("--json <file>", "write the result as JSON; - prints it instead of the table")
    .option("--report <file>", "write a report as one offline HTML file")
    .addHelpText("after", help)
    .action(runCompare);
}

async function runCompare(nameOrPath: string, flags: CompareFlags): Promise<void> {
  const study = override(await loadStudy(nameOrPath), flags);
  const { json, report, workers, store = DEFAULT_STORE } = flags;
  if (report) await ensureWritable(report, "--report");
  if (json && json !== "-") await ensureWritable(json, "--json");
  const plan = await prepare(study, { source: nameOrPath, ...(workers !== undefined && { workers }) });
  say(`${describePlan(plan)}; runs are kept in ${store}\n`);
  const result = await train(plan, { store, command: commandLine(nameOrPath, flags) });
  await finish(result, { ...flags, store });
}

function override(study: Study, { data, runs, steps, seed }: CompareFlags): Study {
  const given = Object.entries({ data, runs, steps, seed }).filter(([, value]) => value !== undefined);
  return validateStudy({ ...study, ...Object.fromEntries(given) }, "glissade compare");
}

interface TrainOptions {
  readonly store: string;
  readonly command: string;
}

/** Trains until the end or the first Ctrl-C. */
async function train(plan: Plan, { store, command }: TrainOptions): Promise<StudyResult> {
  const { arms, runs } = plan.study;
  const progress = createProgress(arms.map(({ name }) => ({ name, runs, steps: runs * plan.facts.steps })));
  const abort = new AbortController();
  const interrupt = () => abort.abort();
  process.once("SIGINT", interrupt);
  try {
    return await compare(plan, { command, store, progress, signal: abort.signal });
  } finally {
    progress.stop();
    process.off("SIGINT", interrupt);
  }
}

interface Outputs extends CompareFlags {
  readonly store: string;
}

/** Files before the table: a reader of the standard output may leave early. */
async function finish(result: StudyResult, { json, report, store }: Outputs): Promise<void> {
  if (json && json !== "-") await writeFileAtomic(json, toJson(result));
  if (report) {
    // The charts take a while to load, which the start need not wait for.
    const { renderReport } = await import("../report/report.ts");
    await writeFileAtomic(report, renderReport(result));
  }
  process.stdout.write(json === "-" ? toJson(result) : `${comparisonTable(result)}\n`);
  say(`\nRuns: ${store}${result.complete ? "" : " (interrupted: the same command goes on)"}`);
  if (json && json !== "-") say(`Result: ${json}`);
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
