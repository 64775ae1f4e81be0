/** @file The command `npm run leaderboard`: trains what its store lacks, within a budget, and writes the page. */

import { parseArgs } from "node:util";
import { compare, loadStudy, prepare, type Study, type StudyResult } from "@glissade/lab";
import { nearestOrAll } from "glissade";
import { writePage } from "../write-page.ts";
import { type EditionName, editions } from "./editions.ts";
import { drawFigures } from "./figures.ts";
import { leaderboardPage } from "./page.ts";
import { factsOf, optimizers, problems, studyOf } from "./problems.ts";
import { type Board, type Leaderboard, publish, published, toBoard } from "./results.ts";
import { allScores } from "./scores.ts";
import { measure, type Times } from "./times.ts";

const HELP = `Trains ${optimizers} optimizers on ${problems.length} problems, and writes docs/leaderboard.md.

npm run leaderboard                       the short edition, to its end
npm run leaderboard -- --hours 1          an hour of it; the same command goes on; 0 writes what the store has
npm run leaderboard -- --edition full     more rates, more seeds, longer runs: about four hours of two cores
npm run leaderboard -- --page             the page and its pictures again, without training
npm run leaderboard -- --times            measures the time of steps again, before it writes the page

--store FILE    keeps the runs; .glissade/leaderboard.db by default
--workers N     processes, one thread each; one per core by default
--mnist DIR     a copy of MNIST, or the variable MNIST; otherwise it is downloaded
--text FILE     a copy of Shakespeare's plays, or the variable SHAKESPEARE; otherwise it is downloaded`;

type Arm = Study["arms"][number];

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const { values: options } = parseArgs({
  options: {
    ...{
      edition: { ...text, default: "short" },
      hours: text,
      workers: text,
      page: flag,
      times: flag,
      help: flag,
    },
    store: { ...text, default: ".glissade/leaderboard.db" },
    mnist: { ...text, default: process.env.MNIST },
    text: { ...text, default: process.env.SHAKESPEARE },
  },
});

/** The copy of a problem's data, where one is named. */
function dataOf(problem: string): string | undefined {
  const { copy } = factsOf(problem);
  return copy && options[copy];
}

if (options.help) process.stdout.write(`${HELP}\n`);
else if (options.page) writePages(published()!);
else if (options.times) await measureAgain(published()!);
else await train(toEdition(options.edition));

function toEdition(name: string): EditionName {
  const found = Object.keys(editions).find((each): each is EditionName => each === name);
  if (found) return found;
  console.error(`--edition: unknown ${JSON.stringify(name)}. ${nearestOrAll(name, Object.keys(editions))}`);
  process.exit(2);
}

async function train(edition: EditionName): Promise<void> {
  const hours = Number(options.hours ?? 24 * 20);
  const stop = new AbortController();
  if (hours === 0) stop.abort();
  setTimeout(() => stop.abort(), hours * 3_600_000).unref();
  process.once("SIGINT", () => stop.abort());
  const boards = new Map<string, Board>();
  const { runs: all } = editions[edition];
  for (const runs of stop.signal.aborted ? all.slice(-1) : all)
    for (const name of problems) {
      const study = await sized(name, edition, runs);
      const plan = await prepare(study, options.workers ? { workers: Number(options.workers) } : {});
      const command = "npm run leaderboard";
      const result = await compare(plan, { command, store: options.store, signal: stop.signal });
      console.error(`${new Date().toISOString()} ${study.name}: ${tell(result)}`);
      const board = toBoard(name, study.steps!, result);
      if (!isWhole(board, study)) continue;
      boards.set(name, board);
      await save(edition, result, [...boards.values()]);
    }
}

function tell({ complete, arms }: StudyResult): string {
  const finals = arms.reduce((sum, { runs }) => sum + runs.length, 0);
  return `${finals} final runs${complete ? "" : ", more to come"}`;
}

/** Whether every optimizer has runs enough for an interval. */
function isWhole({ arms }: Board, study: Study): boolean {
  return arms.length === study.arms.length && arms.every(({ runs }) => runs.length > 1);
}

/** The study of a problem, as the edition wants it. */
async function sized(problem: string, edition: EditionName, runs: number): Promise<Study> {
  const study = await loadStudy(studyOf(problem));
  const data = dataOf(problem);
  const { points, steps } = editions[edition];
  const arms = study.arms.map((arm): Arm => ({ ...arm, space: withPoints(arm, points) }));
  return { ...study, ...(data && { data }), runs, arms, steps: Math.round(study.steps! * steps) };
}

function withPoints({ space }: Arm, points: number): Exclude<Arm["space"], undefined> {
  if (!space || space === "default") return "default";
  const { learningRate: range } = space;
  if (!range || !("log" in range) || "integer" in range) return space;
  return { learningRate: { log: range.log, points } };
}

async function save(
  edition: EditionName,
  { environment }: StudyResult,
  boards: readonly Board[],
): Promise<void> {
  const { glissade, onnxruntime, node, platform, cpu } = environment;
  const times = await timesOf(boards);
  const leaderboard = { edition, environment: { glissade, onnxruntime, node, platform, cpu }, times, boards };
  publish(leaderboard);
  writePages(leaderboard);
}

/** Times that are known stay, unless they are asked for. */
async function timesOf(boards: readonly Board[]): Promise<Times> {
  const times: Record<string, Times[string]> = { ...published()?.times };
  for (const board of boards)
    if (options.times || !times[board.problem])
      times[board.problem] = await measure(board, dataOf(board.problem));
  return times;
}

async function measureAgain(leaderboard: Leaderboard): Promise<void> {
  const measured = { ...leaderboard, times: await timesOf(leaderboard.boards) };
  publish(measured);
  writePages(measured);
}

function writePages(leaderboard: Leaderboard): void {
  drawFigures(allScores(leaderboard));
  writePage("leaderboard.md", leaderboardPage(leaderboard));
}
