/** @file The final numbers of two arms of a study as samples, or as pairs of runs that share a seed. */

import { ArgumentError, nearestOrAll } from "glissade";
import { usualDesign } from "../results/choice.ts";
import { ownRuns } from "../rows/arms.ts";
import { armsOf, descriptionOf, type Facts } from "../rows/description.ts";
import { scoredKey } from "../rows/keys.ts";
import { finalsOf } from "../rows/trials.ts";
import { hasEnded } from "../store/endings.ts";
import type { RunRecord, Store } from "../store/store.ts";
import type { NamedSample } from "./stats-result.ts";
import { findStudy } from "./store-option.ts";

interface Asked {
  readonly study: string;
  /** A final number by its name, such as `test/accuracy` or `accuracy`; the study's own by default. */
  readonly metric: string | undefined;
  /** As the study's report by default. */
  readonly paired: boolean | undefined;
}

interface Arms {
  readonly samples: readonly [NamedSample, NamedSample];
  /** Whether they are pairs. */
  readonly paired: boolean;
}

/** The numbers of the runs of both arms that finished, in the order of their seeds. */
export async function readArms(
  store: Store,
  arms: readonly [string, string],
  { study: name, metric, ...asked }: Asked,
): Promise<Arms> {
  const study = await findStudy(store, name);
  const { study: keys, facts } = descriptionOf(study);
  const own = ownRuns(await store.runs({ study: study.id }), armsOf(study));
  const all = finalsOf(own, { metric: String(keys.metric), better: facts.better });
  const names = [...new Set(all.map(({ configuration }) => configuration.arm))];
  for (const arm of arms) requireKnown("arm", arm, names);
  const paired = asked.paired ?? areUsuallyPaired(all, names, facts);
  const done = all.filter(({ state }) => state === "done");
  const key = findKey(metric ?? String(keys.metric), done, facts.scored);
  const [a, b] = arms.map((arm) => valuesOf(done, arm, key)) as [Values, Values];
  const common = (values: Values, other: Values): number[] =>
    [...values].flatMap(([seed, value]) => (!paired || other.has(seed) ? [value] : []));
  return { paired, samples: [toNamed(arms[0], common(a, b)), toNamed(arms[1], common(b, a))] };
}

function areUsuallyPaired(runs: readonly RunRecord[], names: readonly string[], facts: Facts): boolean {
  const ended = runs.filter(hasEnded);
  const arms = names.map((name) => ({
    runs: ended.filter(({ configuration }) => configuration.arm === name),
  }));
  return usualDesign(arms, facts.origin === "imported") === "paired";
}

/** Numbers by the seeds of their runs. */
type Values = ReadonlyMap<number, number>;

function valuesOf(runs: readonly RunRecord[], arm: string, key: string): Values {
  const own = runs.filter(({ configuration }) => configuration.arm === arm);
  const found = own.flatMap(({ seed, metrics }) =>
    Number.isFinite(metrics[key]) ? [[seed, metrics[key]!] as const] : [],
  );
  return new Map(found.sort(([a], [b]) => a - b));
}

const toNamed = (file: string, values: readonly number[]): NamedSample => ({
  file,
  values: Float64Array.from(values),
});

function findKey(metric: string, runs: readonly RunRecord[], part: "test" | "validation" = "test"): string {
  const known = [...new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)))];
  const full = scoredKey(part, metric);
  if (known.includes(full)) return full;
  requireKnown("--metric", metric, known);
  return metric;
}

function requireKnown(where: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  throw new ArgumentError({
    where,
    rule: `${JSON.stringify(name)} is not in the study`,
    fix: known.length > 0 ? nearestOrAll(name, known) : "It has no run that has finished",
  });
}
