/** @file `glissade export`: runs of a store as files of other tools, or sent to a server. */

import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Command, Option } from "commander";
import { ArgumentError } from "glissade";
import { ensureWritable, type FileContent, writeFileAtomic } from "../files.ts";
import { curvesToCsv, runsToCsv } from "../formats/csv.ts";
import { toJsonLines } from "../formats/json-lines.ts";
import { exportMlflow } from "../formats/mlflow.ts";
import { toTensorBoard } from "../formats/tensorboard.ts";
import { count } from "../plural.ts";
import { RUN_STATES, type RunState, type Store } from "../store/store.ts";
import { type Chosen, curvesOf, exportedRuns, rowsOf } from "../transfer/export-runs.ts";
import { summaryOf } from "../transfer/export-summary.ts";
import { toCount } from "./options.ts";
import { say } from "./say.ts";
import { findStudy, type StoreFlags, storeOption, withStore } from "./store-option.ts";

interface Choice {
  readonly run?: readonly number[];
  readonly arm?: readonly string[];
  readonly state?: readonly RunState[];
}

interface Destination {
  readonly out?: string;
  readonly url?: string;
  readonly curves?: true | readonly string[];
}

interface ExportFlags extends StoreFlags, Choice, Destination {
  readonly format: keyof typeof exporters;
}

const HELP = `
Formats:
  jsonl        everything, one row a line, with which glissade import makes the same study in another store
  csv          one row a run; with --curves one row a point
  tensorboard  event files below the folder --out, one folder a run
  mlflow       sent to the server --url, each run once: the same command goes on where it broke off
  markdown     the table of arms and the table of differences, and what they say
  latex        these tables with the rules of the package booktabs
Texts go to the standard output unless --out names a file. Cells of CSV that a spreadsheet would take for a formula begin
with an apostrophe. NaN and infinities stay what they are. A server's token or user is taken from MLflow's own variables,
MLFLOW_TRACKING_TOKEN or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD; its address from MLFLOW_TRACKING_URI where --url
is left out.

Examples:
  glissade export quickstart --format csv
  glissade export quickstart --format csv --curves validation/accuracy train/loss --out curves.csv
  glissade export 1 --format tensorboard --out tensorboard
  glissade export quickstart --run 1 2 --format jsonl --out two-runs.jsonl`;

/** The command: writes what is chosen, whole or not at all. */
export function exportCommand(): Command {
  return new Command("export")
    .description("write runs for TensorBoard, MLflow, spreadsheets, papers or another store")
    .argument("[studies...]", "their names or their numbers in the list; all of them by default")
    .addOption(storeOption())
    .addOption(
      new Option("--format <format>", "see below").choices(Object.keys(exporters)).makeOptionMandatory(),
    )
    .option("--out <path>", "a file, for tensorboard a folder")
    .option("--url <url>", "of an MLflow server")
    .option("--run <ids...>", "only the runs of these numbers, as glissade show prints them", toIds)
    .option("--arm <names...>", "only these arms")
    .addOption(new Option("--state <states...>", "only runs in these states").choices(RUN_STATES))
    .option("--curves [keys...]", "of CSV: the points of these curves, or of all")
    .addHelpText("after", HELP)
    .action(runExport);
}

/** Collects what commander gives one at a time. */
const toIds = (text: string, before: readonly number[] = []): readonly number[] => [
  ...before,
  toCount("--run")(text),
];

interface Exporting {
  readonly store: Store;
  readonly chosen: readonly Chosen[];
  readonly flags: Destination;
}

/** What a format does with the runs. */
const exporters = {
  async jsonl({ store, chosen, flags }: Exporting) {
    await write(flags, toJsonLines(rowsOf(store, chosen)));
  },
  async csv({ store, chosen, flags: { curves, ...flags } }: Exporting) {
    const named = chosen.flatMap(({ study, runs }) => runs.map((run) => ({ study: study.name, run })));
    if (curves === undefined) return write(flags, runsToCsv(named));
    await write(flags, curvesToCsv(curvesOf(store, chosen, curves === true ? undefined : curves)));
  },
  async tensorboard({ store, chosen, flags: { out } }: Exporting) {
    if (out === undefined) throw missing("--out", "tensorboard needs a folder", "--out tensorboard");
    let files = 0;
    for await (const exported of exportedRuns(store, chosen)) {
      if (exported.run.state === "queued") continue;
      const { path, parts } = toTensorBoard(exported);
      await mkdir(dirname(join(out, path)), { recursive: true });
      await writeFileAtomic(join(out, path), Buffer.concat([...parts]));
      files++;
    }
    say(`${count(files, "event file")} in ${out}: tensorboard --logdir ${out}`);
  },
  async mlflow({ store, chosen, flags }: Exporting) {
    const { url = process.env.MLFLOW_TRACKING_URI } = flags;
    if (!url) throw missing("--url", "mlflow needs the address of a server", "--url http://127.0.0.1:5000");
    const { sent, known, unfinished } = await exportMlflow(exportedRuns(store, chosen), {
      url,
      headers: mlflowHeaders(process.env),
    });
    const others = unfinished > 0 ? `, ${unfinished} had not ended` : "";
    say(`${count(sent, "run")} sent, ${known} were there${others}`);
  },
  async markdown({ store, chosen, flags }: Exporting) {
    await write(flags, await summaryOf(store, chosen, "markdown"));
  },
  async latex({ store, chosen, flags }: Exporting) {
    await write(flags, await summaryOf(store, chosen, "latex"));
  },
} satisfies Readonly<Record<string, (exporting: Exporting) => Promise<void>>>;

const missing = (where: string, rule: string, example: string) =>
  new ArgumentError({ where, rule, fix: `For example: ${example}` });

/** As MLflow's own client takes them from the environment. */
export function mlflowHeaders(environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const token = environment.MLFLOW_TRACKING_TOKEN;
  if (token) return { Authorization: `Bearer ${token}` };
  const { MLFLOW_TRACKING_USERNAME: user, MLFLOW_TRACKING_PASSWORD: password = "" } = environment;
  return user ? { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` } : {};
}

async function write({ out }: Pick<ExportFlags, "out">, content: FileContent): Promise<void> {
  if (out !== undefined && out !== "-") {
    await writeFileAtomic(out, content);
    return say(`Written: ${out}`);
  }
  const parts = typeof content === "string" || content instanceof Uint8Array ? [content] : content;
  for await (const part of parts) if (!process.stdout.write(part)) await once(process.stdout, "drain");
}

const runExport = (names: readonly string[], flags: ExportFlags): Promise<void> =>
  withStore(flags, async (store) => {
    requireFitting(flags);
    const { format, out } = flags;
    if (out !== undefined && out !== "-" && format !== "tensorboard") await ensureWritable(out, "--out");
    await exporters[format]({ store, chosen: await choose(store, names, flags), flags });
  });

/** Throws for options that the format would leave unread. */
function requireFitting({ format, curves, url, out }: ExportFlags): void {
  const unread = [
    ["--curves", curves !== undefined && format !== "csv", "csv"],
    ["--url", url !== undefined && format !== "mlflow", "mlflow"],
    ["--out", out !== undefined && format === "mlflow", "the others"],
  ] as const;
  const found = unread.find(([, isUnread]) => isUnread);
  if (!found) return;
  const [where, , owner] = found;
  throw new ArgumentError({ where, rule: `is an option of ${owner}, got --format ${format}` });
}

/** The runs that are asked for, by study. */
async function choose(
  store: Store,
  names: readonly string[],
  { run, arm, state }: Choice,
): Promise<Chosen[]> {
  const studies = names.length > 0 ? [] : [...(await store.studies())].reverse();
  for (const name of names) studies.push(await findStudy(store, name));
  const chosen = [];
  for (const study of studies) {
    const runs = await store.runs({
      study: study.id,
      ...(arm && { arms: arm }),
      ...(state && { states: state }),
    });
    const own = run ? runs.filter(({ id }) => run.includes(id)) : runs;
    if (own.length > 0) chosen.push({ study, runs: own });
  }
  const found = new Set(chosen.flatMap(({ runs }) => runs.map(({ id }) => id)));
  const lacking = run?.find((id) => !found.has(id));
  if (lacking === undefined && found.size > 0) return chosen;
  throw new ArgumentError({
    where: lacking === undefined ? "export" : "--run",
    rule: lacking === undefined ? "found no such runs" : `${lacking} is not among these runs`,
    fix: "glissade list and glissade show STUDY list them",
  });
}
