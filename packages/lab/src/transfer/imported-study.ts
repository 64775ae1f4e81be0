/** @file Runs of other programs as a study of a store: which metric they are compared by, and each of them once. */

import { ArgumentError, type metrics, nearestOrAll } from "glissade";
import { betterByName, curveName } from "../formats/curve-names.ts";
import type { ImportedRuns } from "../formats/rows.ts";
import type { Facts } from "../rows/description.ts";
import type { Point } from "../store/store.ts";

/** A metric of data, and whether it should be high. */
export interface Scored {
  readonly part: "test" | "validation";
  readonly metric: string;
  readonly better: metrics.Better;
}

export interface MetricOptions {
  /** A curve by its name in the files or here, or a metric without its data. */
  readonly metric?: string;
  readonly better?: metrics.Better;
}

/** Runs with the names that curves have here, and what was renamed in words. */
export function withStandardNames({ runs, points, notes }: ImportedRuns): ImportedRuns {
  const keys = [...new Set(points.flatMap((all) => all.map(({ key }) => key)))];
  const highest = (key: string) =>
    points.reduce(
      (most, all) => all.reduce((max, point) => (point.key === key ? Math.max(max, point.value) : max), most),
      0,
    );
  const named = new Map<string, string>();
  for (const key of keys) {
    const name = curveName(key);
    // A share is at most 1, and tables show it in per cent.
    const own = name.endsWith("/accuracy") && highest(key) > 1 ? `${name} %` : name;
    named.set(key, own !== key && (keys.includes(own) || [...named.values()].includes(own)) ? key : own);
  }
  const rename = (key: string) => named.get(key) ?? key;
  const changed = [...named].filter(([key, name]) => key !== name);
  return {
    runs: runs.map((run) => ({
      ...run,
      ending: { ...run.ending, metrics: mapNames(run.ending.metrics ?? {}, rename) },
    })),
    points: points.map((all) => all.map((point): Point => ({ ...point, key: rename(point.key) }))),
    notes: [...notes, ...changed.map(([key, name]) => `${key} is kept as ${name}`)],
  };
}

const mapNames = (numbers: Readonly<Record<string, number>>, rename: (key: string) => string) =>
  Object.fromEntries(Object.entries(numbers).map(([key, value]) => [rename(key), value]));

/** What runs are compared by where nothing is asked for: numbers of test data first, and a loss only without others. */
export function chooseMetric({ runs }: ImportedRuns, { metric, better }: MetricOptions): Scored {
  const known = [...new Set(runs.flatMap(({ ending }) => Object.keys(ending.metrics ?? {})))];
  const found = metric === undefined ? usualMetric(known) : findMetric(metric, known);
  const [, part, name] = /^(test|validation)\/(.+)$/.exec(found) ?? [];
  if (name === undefined) throw notHeldOut(found);
  return {
    part: part === "test" ? "test" : "validation",
    metric: name,
    better: better ?? betterByName(name),
  };
}

function usualMetric(known: readonly string[]): string {
  const held = ["test/", "validation/"].flatMap((part) => known.filter((name) => name.startsWith(part)));
  const best = held.find((name) => !name.endsWith("/loss")) ?? held[0];
  if (best !== undefined) return best;
  throw new ArgumentError({
    where: "--metric",
    rule: `must be given where no curve tells that it is of test or validation data, got ${known.join(", ") || "no curves"}`,
    fix: "Say which it is: --rename NAME=test/accuracy",
  });
}

function findMetric(metric: string, known: readonly string[]): string {
  const names = [metric, curveName(metric), `test/${metric}`, `validation/${metric}`];
  const found = names.find((name) => known.includes(name));
  if (found !== undefined) return found;
  throw new ArgumentError({
    where: "--metric",
    rule: `${JSON.stringify(metric)} is no curve of these runs`,
    fix: nearestOrAll(metric, known),
  });
}

const notHeldOut = (name: string): ArgumentError =>
  new ArgumentError({
    where: "--metric",
    rule: `must be of test or validation data, got ${JSON.stringify(name)}`,
    fix: `Where it is, say so: --rename ${JSON.stringify(name)}=test/${name.split("/").at(-1)}`,
  });

/** What a study of imported runs says of itself; it has what these runs have of the same data beside the metric. */
export function importedFacts(name: string, { part, metric, better }: Scored, { runs }: ImportedRuns): Facts {
  const keys = new Set(runs.flatMap(({ ending }) => Object.keys(ending.metrics ?? {})));
  const own = [...keys].filter((key) => key.startsWith(`${part}/`)).map((key) => key.slice(part.length + 1));
  const others = own.sort().map((each) => [each, betterByName(each)] as const);
  return {
    ...{ problem: name, about: "imported from other programs", origin: "imported", scored: part },
    ...{ classes: [], batchSize: null, steps: 0, hasValidation: true },
    better: { ...Object.fromEntries(others), [metric]: better },
  };
}
