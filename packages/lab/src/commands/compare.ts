/** @file `glissade compare`: the runs of a study, a table and a report. */

import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { Command } from "commander";
import { ArgumentError } from "glissade";
import { compare } from "../compare/compare.ts";
import { ensureWritable, writeFileAtomic } from "../files.ts";
import { createProgress } from "../progress.ts";
import { comparisonTable } from "../report/comparison-table.ts";
import { renderReport } from "../report/report.ts";
import type { StudyResult } from "../results.ts";
import { loadStudy } from "../study/load.ts";
import type { Study } from "../study/study.ts";
import { describeStudyKeys, validateStudy } from "../study/validate.ts";

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
study (Ctrl-C) keeps the runs that had finished. The exit code is 1 where runs failed, 130 after Ctrl-C.

Examples:
  glissade compare quickstart --report report.html
  glissade compare book-momentum --runs 4 --data path/to/fashion-mnist --json out.json
  glissade compare study.json --seed 7 --workers 2 --json - | jq .arms[].mcc`;

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

function toCount(option: string, least = 1): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isSafeInteger(value) && value >= least) return value;
    throw new ArgumentError({
      where: option,
      rule: `expected an integer of at least ${least}, got ${JSON.stringify(text)}`,
    });
  };
}

async function runCompare(nameOrPath: string, flags: CompareFlags): Promise<void> {
  const study = override(await loadStudy(nameOrPath), flags);
  const piped = flags.json === "-";
  const file = !flags.json || piped ? `.glissade/${fileName(study.name)}.json` : flags.json;
  await checkOutputs(file, flags);
  const abort = new AbortController();
  const interrupt = () => abort.abort();
  process.once("SIGINT", interrupt);
  const progress = createProgress(
    study.arms.map(({ name }) => ({ name, runs: study.runs, steps: study.runs * study.steps })),
  );
  const save = createSaver(file);
  const result = await compare(study, {
    workers: flags.workers,
    command: commandLine(nameOrPath, flags),
    progress,
    onResult: save,
    signal: abort.signal,
  }).finally(() => progress.stop());
  await save(result);
  await finish(result, { ...flags, file, piped });
  if (abort.signal.aborted) process.exitCode = 130;
  else if (result.arms.some(({ runs }) => runs.some(({ status }) => status === "failed")))
    process.exitCode = 1;
  process.off("SIGINT", interrupt);
}

function override(study: Study, { data, runs, steps, seed }: CompareFlags): Study {
  const given = Object.entries({ data, runs, steps, seed }).filter(([, value]) => value !== undefined);
  return validateStudy({ ...study, ...Object.fromEntries(given) }, "glissade compare");
}

/** Refuses before training what could not be written after it. */
async function checkOutputs(file: string, { json, report }: CompareFlags): Promise<void> {
  if (!json || json === "-") await mkdir(dirname(file), { recursive: true });
  await ensureWritable(file, "--json");
  if (report) await ensureWritable(report, "--report");
}

const fileName = (study: string): string => study.toLowerCase().replace(/[^\w.-]+/g, "-");

/** Writes results one after another; of those that wait, only the newest. */
function createSaver(file: string): (result: StudyResult) => Promise<void> {
  let newest: StudyResult | undefined;
  let writing: Promise<void> | undefined;
  const write = async () => {
    while (newest) {
      const text = toJson(newest);
      newest = undefined;
      await writeFileAtomic(file, text);
    }
    writing = undefined;
  };
  return (result) => {
    newest = result;
    writing ??= write();
    return writing;
  };
}

const toJson = (result: StudyResult): string => `${JSON.stringify(result, null, 2)}\n`;

interface Outputs extends CompareFlags {
  readonly file: string;
  readonly piped: boolean;
}

async function finish(result: StudyResult, { report, file, piped }: Outputs): Promise<void> {
  process.stdout.write(piped ? toJson(result) : `${comparisonTable(result)}\n`);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  say(`\nResult: ${file}${result.complete ? "" : " (interrupted: only the runs that had finished)"}`);
  if (!report) return;
  await writeFileAtomic(report, renderReport(result));
  say(`Report: ${report}`);
}

/** The command that gives the same metrics again. */
function commandLine(study: string, { data, runs, steps, seed }: CompareFlags): string {
  const options = Object.entries({ data, runs, steps, seed }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, quote(String(value))],
  );
  return ["npx glissade compare", quote(study), ...options].join(" ");
}

const quote = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
