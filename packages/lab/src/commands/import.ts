/** @file `glissade import`: runs of other programs, or of another store, into a store. */

import { Command, Option } from "commander";
import { ArgumentError } from "glissade";
import { toJson } from "../files.ts";
import { fromLogs } from "../formats/logs.ts";
import type { ImportedRuns, ImportOptions } from "../formats/rows.ts";
import { fromTensorBoard } from "../formats/tensorboard.ts";
import { count } from "../plural.ts";
import type { Store } from "../store/store.ts";
import { type ImportSummary, importRuns } from "../transfer/import-runs.ts";
import {
  type FoundFiles,
  findFiles,
  type ImportFormat,
  importFormats,
  readAllBytes,
  readTexts,
} from "../transfer/log-files.ts";
import { isExport, type RestoreSummary, restore } from "../transfer/restore.ts";
import { type StoreFlags, storeOption, withNewStore } from "./store-option.ts";

/** Columns of logs by what they hold. */
const columns = ["step", "seconds", "run", "arm", "seed"] as const;

interface ImportFlags extends StoreFlags, Partial<Record<(typeof columns)[number], string>> {
  readonly study?: string;
  readonly format?: ImportFormat;
  readonly pattern?: string;
  readonly metric?: string;
  readonly better?: "higher" | "lower";
  readonly rename?: Readonly<Record<string, string>>;
  readonly replace?: boolean;
  readonly json?: boolean;
}

const HELP = `
Files are event files of TensorBoard, CSV, or JSON Lines with an object for each step; folders are searched for them. A run
is a folder of event files, a log, or what a column "run" names. Its name tells the rest: adam/lr=0.1/seed=3 is seed 3 of
the arm "adam lr=0.1", and runs without a seed are numbered. Runs are compared by their last test or validation metric that
is no loss, unless --metric says otherwise. Prints which column was read as what. The same content is imported
once; where a run has other numbers than the store has, such as of a training that went on, --replace takes the new ones.
What glissade export --format jsonl wrote becomes the same study again.

Examples:
  glissade import logs --study optimizers
  glissade import logs/adam-1.csv logs/sgd-1.csv --study chosen --pattern "{arm}-{seed}" --metric val_acc
  glissade import quickstart.jsonl --store copy.db`;

/** The command: reads all files, and then adds what the store does not have. */
export function importCommand(): Command {
  const command = new Command("import")
    .description("bring runs of other programs into a store: TensorBoard, CSV, JSON Lines")
    .argument("<paths...>", "files, or folders of them")
    .addOption(storeOption())
    .option("--study <name>", "the study that they become, or that they are added to")
    .addOption(new Option("--format <format>", "by the names of the files by default").choices(importFormats))
    .option("--metric <name>", "the curve whose last numbers are compared")
    .addOption(
      new Option("--better <which>", "of the metric; by its name by default").choices(["higher", "lower"]),
    )
    .option("--rename <from=to...>", "names of curves, such as acc=test/accuracy", toNames)
    .option("--pattern <pattern>", 'how names of runs are made, such as "{arm}-lr{lr}/{seed}"');
  for (const column of columns)
    command.option(`--${column} <column>`, `of logs: the column of ${meanings[column]}`);
  return command
    .option("--replace", "take new numbers for runs that the store has with others")
    .option("--json", "print as JSON")
    .addHelpText("after", HELP)
    .action(runImport);
}

const meanings = {
  step: "steps",
  seconds: "seconds or times",
  run: "names of runs",
  arm: "arms",
  seed: "seeds",
} as const satisfies Readonly<Record<(typeof columns)[number], string>>;

function toNames(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const at = text.lastIndexOf("=");
  if (at > 0 && at < text.length - 1) return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
  throw new ArgumentError({
    where: "--rename",
    rule: `expected OLD=NEW, got ${JSON.stringify(text)}`,
    fix: "For example: --rename acc=test/accuracy",
  });
}

const runImport = async (paths: readonly string[], { json, ...flags }: ImportFlags): Promise<void> => {
  const found = await findFiles(paths, flags.format);
  const [first] = found.files;
  const isOwn = found.format === "jsonl" && (await isExport(first!.file));
  // Everything is read before the store is opened: a mistake in a file leaves no half of an import.
  const imported = isOwn ? undefined : await read(found, flags);
  await withNewStore(flags, async (store) => {
    const summary = imported ? await importInto(store, imported, flags) : await restore(store, found.files);
    if (json) return void process.stdout.write(toJson(summary));
    process.stdout.write(`${"notes" in summary ? describeImport(summary) : describeRestore(summary)}\n`);
  });
};

async function read({ format, files }: FoundFiles, flags: ImportFlags): Promise<ImportedRuns> {
  requireStudy(flags.study);
  const { pattern, rename } = flags;
  const options: ImportOptions = {
    ...(pattern !== undefined && { pattern }),
    ...(rename && { keys: rename }),
  };
  const named = columns.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]] as const]));
  if (format !== "tensorboard")
    return fromLogs(await readTexts(files), { ...options, format, ...Object.fromEntries(named) });
  if (named.length === 0) return fromTensorBoard(await readAllBytes(files), options);
  throw new ArgumentError({
    where: `--${named[0]![0]}`,
    rule: "is an option of logs in CSV or JSON Lines, got event files of TensorBoard",
    fix: 'Names of runs are read with --pattern "{arm}/{seed}"',
  });
}

function requireStudy(name: string | undefined): asserts name is string {
  if (name !== undefined) return;
  throw new ArgumentError({
    where: "--study",
    rule: "must name the study that the runs become",
    fix: "For example: --study optimizers",
  });
}

function importInto(store: Store, imported: ImportedRuns, flags: ImportFlags): Promise<ImportSummary> {
  const { study, metric, better, replace } = flags;
  requireStudy(study);
  return importRuns(store, imported, {
    study,
    ...(metric !== undefined && { metric }),
    ...(better && { better }),
    ...(replace && { replace }),
  });
}

function describeImport({ study, id, added, replaced, known, notes }: ImportSummary): string {
  const counts = [
    `${count(added, "run")} added`,
    ...(replaced ? [`${replaced} replaced`] : []),
    `${known} were there`,
  ];
  return [...inOne(notes), `${study} (${id}): ${counts.join(", ")}`].join("\n");
}

/** Notes that are the same of several files, as one. */
function inOne(notes: readonly string[]): readonly string[] {
  const files = new Map<string, string[]>();
  for (const note of notes) {
    const [, file = "", rest = note] = /^(.+?): (.+)$/s.exec(note) ?? [];
    files.set(rest, [...(files.get(rest) ?? []), file]);
  }
  return [...files].map(([note, [first, ...others]]) => {
    if (!first) return note;
    return others.length > 0 ? `${first} and ${others.length} more: ${note}` : `${first}: ${note}`;
  });
}

function describeRestore({ studies, added, known, unfinished }: RestoreSummary): string {
  const others = unfinished > 0 ? `, ${unfinished} had not ended and were left out` : "";
  return `${studies.join(", ")}: ${count(added, "run")} added, ${known} were there${others}`;
}
