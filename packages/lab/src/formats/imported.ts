/** @file Curves of others as runs that a store can take. */

import { DataError } from "glissade";
import { requireOptions } from "../checks.ts";
import { count } from "../plural.ts";
import type { Point } from "../store/store.ts";
import type { Scalar } from "./event-file.ts";
import { type ImportedRun, type ImportedRuns, type ImportOptions, importOptions } from "./rows.ts";
import { guessRunName, patternReader, type RunName } from "./run-names.ts";

/** What files have of one run. */
export interface Series {
  readonly name: string;
  /** Times are seconds of a clock, or since the start. */
  readonly scalars: readonly Scalar[];
  /** What the files say beside the name. */
  readonly known?: Partial<RunName>;
}

/** Runs of series, with notes on what was guessed. Of points with one key and step the last one counts. */
export function toImportedRuns(
  series: readonly Series[],
  options: ImportOptions,
  { where, notes: before }: { readonly where: string; readonly notes: readonly string[] },
): ImportedRuns {
  const { pattern, stage = "imported", keys = {} } = options;
  const read = pattern === undefined ? guessRunName : patternReader(pattern, where);
  const named = series.map(({ name, known }) => ({ ...read(name), ...known }));
  const { seeds, notes } = toSeeds(series, named, where);
  const curves = series.map(({ scalars }) => toPoints(scalars, keys));
  const runs = series.map(({ name, scalars }, index): ImportedRun => {
    const { arm, values } = named[index]!;
    const ending = endingOf(curves[index]!);
    return {
      name,
      configuration: { arm, values },
      seed: seeds[index]!,
      hasSeed: named[index]!.seed !== undefined,
      stage,
      started: toIso(startOf(scalars)),
      ending,
    };
  });
  return { runs, points: curves, notes: [...before, ...notes, ...notesOn(series, runs, curves)] };
}

export const requireImportOptions = (
  where: string,
  options: unknown,
  optional: readonly string[] = [],
): void => requireOptions(where, options, { optional: [...importOptions, ...optional] });

/** Seeds of runs: those of the names, and the next free numbers of the configuration for runs without. */
function toSeeds(series: readonly Series[], named: readonly RunName[], where: string) {
  const taken = new Map<string, string>();
  const keyOf = ({ arm, values }: RunName, seed: number) => JSON.stringify([arm, values, seed]);
  const seeds = named.map((run, index) => {
    if (run.seed === undefined) return undefined;
    const [key, { name }] = [keyOf(run, run.seed), series[index]!];
    if (taken.has(key)) throw sameRun(where, [taken.get(key)!, name], run);
    taken.set(key, name);
    return run.seed;
  });
  const numbered = seeds.filter((seed) => seed === undefined).length;
  const all = seeds.map((given, index) => {
    let seed = given ?? 0;
    if (given === undefined) while (taken.has(keyOf(named[index]!, seed))) seed++;
    taken.set(keyOf(named[index]!, seed), series[index]!.name);
    return seed;
  });
  const note = `${count(numbered, "run")} without a seed in the name: numbered within the arm`;
  return { seeds: all, notes: numbered > 0 ? [note] : [] };
}

const sameRun = (where: string, names: readonly [string, string], { arm, seed }: RunName): DataError =>
  new DataError({
    where,
    rule: `runs must differ in arm, hyper-parameters or seed, got ${names.map((name) => JSON.stringify(name)).join(" and ")}, both seed ${seed} of ${JSON.stringify(arm)}`,
    fix: 'Say how names are made: pattern: "{arm}/{seed}"',
  });

/** Points in the order of keys and steps; seconds of a clock are counted from the first. */
function toPoints(scalars: readonly Scalar[], keys: Readonly<Record<string, string>>): Point[] {
  const first = startOf(scalars);
  const start = first >= FIRST_TIME ? first : 0;
  const curves = new Map<string, Map<number, Point>>();
  for (const { key: found, step, time, value } of scalars) {
    const key = Object.hasOwn(keys, found) ? keys[found]! : found;
    const curve = curves.get(key) ?? new Map<number, Point>();
    curves.set(key, curve.set(step, { key, step, value, seconds: time - start }));
  }
  const byName = [...curves].sort(([a], [b]) => (a < b ? -1 : 1));
  return byName.flatMap(([, curve]) => [...curve.values()].sort((a, b) => a.step - b.step));
}

const startOf = (scalars: readonly Scalar[]): number =>
  scalars.reduce((least, { time }) => Math.min(least, time), scalars[0]?.time ?? 0);

/** Times before this one, in seconds since 1970, are counted from the start of something else. */
const FIRST_TIME = Date.UTC(1980) / 1000;
const LAST_TIME = Date.UTC(9999) / 1000;

const toIso = (time: number): string | null =>
  time >= FIRST_TIME && time <= LAST_TIME ? new Date(time * 1000).toISOString() : null;

/** The last numbers of each curve; a run that ends in one that is not finite has diverged. */
function endingOf(points: readonly Point[]): ImportedRun["ending"] {
  const metrics = Object.fromEntries(points.map(({ key, value }) => [key, value]));
  return {
    state: Object.values(metrics).every(Number.isFinite) ? "done" : "diverged",
    step: points.reduce((most, { step }) => Math.max(most, step), 0),
    seconds: points.reduce((most, { seconds }) => Math.max(most, seconds), 0),
    metrics,
  };
}

function repeatedIn(scalars: readonly Scalar[]): readonly Scalar[] {
  const seen = new Set<string>();
  return scalars.filter(({ key, step }) => {
    const place = `${step} ${key}`;
    const isSeen = seen.has(place);
    seen.add(place);
    return isSeen;
  });
}

function notesOn(
  series: readonly Series[],
  runs: readonly ImportedRun[],
  points: readonly (readonly Point[])[],
) {
  const total = (lists: readonly (readonly unknown[])[]) => lists.reduce((sum, list) => sum + list.length, 0);
  const repeated = total(series.map(({ scalars }) => scalars)) - total(points);
  const first = series.flatMap(({ scalars }) => repeatedIn(scalars))[0];
  const diverged = runs.filter(({ ending }) => ending.state === "diverged").length;
  return [
    ...(repeated > 0
      ? [
          `${count(repeated, "point")} with a key and step that come again, the first ${first!.key} at ${first!.step}: left out`,
        ]
      : []),
    ...(diverged > 0 ? [`${count(diverged, "run")} with a last number that is not finite: diverged`] : []),
  ];
}
