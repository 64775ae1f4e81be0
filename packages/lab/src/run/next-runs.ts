/** @file The runs that a study needs, as far as what has ended tells: a pure function of its rows. */

import type { metrics } from "glissade";
import { configurationKey, configurationOf, spaceOf } from "../rows/configuration.ts";
import type { Facts } from "../rows/description.ts";
import { bestOf, type TriedConfiguration, trialReader } from "../rows/trials.ts";
import { valuesIn } from "../search/axis.ts";
import { edges, extend } from "../search/extend.ts";
import { methods } from "../search/methods.ts";
import { type Sampler, sampler } from "../search/sampler.ts";
import type { Space, Values } from "../search/space.ts";
import { FINAL, TUNING } from "../store/stages.ts";
import type { Configuration, NewRun, RunRecord } from "../store/store.ts";
import type { Arm, Study } from "../study/study.ts";
import { seedsOf, tuningSeedsOf } from "./seeds.ts";

/**
 * Every run that the study needs now, those that have ended among them: of an arm with a space the trials, and once all of
 * them have ended the final runs of the best; of others the final runs. Arms take turns, so that an interrupted study has
 * as many of each.
 *
 * @param most - final runs of each arm
 */
export function nextRuns(
  study: Study,
  facts: Pick<Facts, "better">,
  records: readonly RunRecord[],
  most = study.runs,
): readonly NewRun[] {
  const arms = study.arms.map((arm, index) => runsOfArm(study, arm, { index, facts, records, most }));
  const longest = Math.max(...arms.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) => arms.flatMap((runs) => runs[turn] ?? [])).flat();
}

interface Known {
  readonly facts: Pick<Facts, "better">;
  readonly records: readonly RunRecord[];
}

/** A search that has its best at an end of a range goes on beyond it, so many times. */
const MOST_EXTENSIONS = 2;

interface Searched {
  /** The values of all trials that are needed now. */
  readonly trials: readonly Values[];
  /** The best, once all of them have ended. */
  readonly best?: Values;
}

/** The trials of an arm: those in its space, then those beyond the ends at which the best stood. */
function searchOf(study: Study, space: Space, arm: Arm, { facts, records }: Known): Searched {
  const { search, metric } = study;
  const better = facts.better[metric] ?? "higher";
  const read = trialReader(records, { metric, seeds: tuningSeedsOf(study) });
  const trials: TriedConfiguration[] = [];
  let [now, before]: [Space, Space | undefined] = [space, undefined];
  for (let round = 0; ; round++) {
    const own = roundOf(study, { space: now, before, better });
    const { past, areAll } = distinct(own, arm, read);
    trials.push(...past);
    const values = trials.map((trial) => trial.values);
    if (!areAll || !past.every(({ isComplete }) => isComplete)) return { trials: values };
    const best = bestOf(trials, better)?.values;
    if (!best) return { trials: values };
    const ends = search.extend ? edges(now, best).filter(({ canExtend }) => canExtend) : [];
    if (ends.length === 0 || round === MOST_EXTENSIONS) return { trials: values, best };
    [now, before] = [extend(now, ends), now];
  }
}

type Read = (configuration: Configuration) => TriedConfiguration;

interface Drawn {
  readonly past: readonly TriedConfiguration[];
  /** Whether there are no more to come. */
  readonly areAll: boolean;
}

/** Trials of values that differ: of a few choices a method draws some again. One that learns waits for those before. */
function distinct({ sampler: draws, trials, learns }: SearchRound, arm: Arm, read: Read): Drawn {
  const past: TriedConfiguration[] = [];
  const seen = new Set<string>();
  for (let k = 0; k < draws.trials && past.length < trials; k++) {
    if (learns && !past.every(({ isComplete }) => isComplete)) return { past, areAll: false };
    const configuration = configurationOf(arm, draws.valuesOf(k, past));
    const key = configurationKey(configuration);
    if (!seen.has(key)) past.push(read(configuration));
    seen.add(key);
  }
  return { past, areAll: true };
}

interface Round {
  readonly space: Space;
  /** What was searched before. */
  readonly before: Space | undefined;
  readonly better: metrics.Better;
}

/** Trials that a search has to draw from, for each that is wanted. */
const SPARE = 8;

interface SearchRound {
  readonly sampler: Sampler;
  /** How many are wanted, and never more than the space has. */
  readonly trials: number;
  /** Whether each trial depends on those before. */
  readonly learns: boolean;
}

function roundOf({ search, seed }: Study, { space, before, better }: Round): SearchRound {
  const { isCounted = false, learns = false } = methods[search.method];
  const wanted = Math.min(before ? Math.ceil(search.trials / 2) : search.trials, combinationsOf(space));
  const draws = sampler(search.method, space, {
    ...{ seed: seed % 2 ** 31, better },
    ...(!isCounted && { trials: SPARE * wanted }),
    ...(before && { beyond: before }),
  });
  return { sampler: draws, learns, trials: isCounted ? draws.trials : wanted };
}

/** How many values a space has; infinitely many where a range is continuous. */
const combinationsOf = (space: Space): number =>
  Object.values(space).reduce((product, range) => product * valuesIn(range), 1);

function runsOfArm(
  study: Study,
  arm: Arm,
  known: Known & { readonly index: number; readonly most: number },
): readonly NewRun[] {
  const final = (values: Values) => {
    const configuration = configurationOf(arm, values);
    const seeds = seedsOf(study, known.index).slice(0, known.most);
    return seeds.map((seed) => ({ configuration, seed, stage: FINAL }));
  };
  const space = spaceOf(arm);
  if (!space) return final({});
  const { trials, best } = searchOf(study, space, arm, known);
  const tuning = tuningSeedsOf(study);
  const tried = trials.flatMap((values) => {
    const configuration = configurationOf(arm, values);
    return tuning.map((seed) => ({ configuration, seed, stage: TUNING }));
  });
  return best ? [...tried, ...final(best)] : tried;
}

/** How many runs an arm will have, unless its search is extended. */
export const expectedRuns = (study: Study, arm: Arm): number => study.runs + trialRuns(study, arm);

/** Those of its trials. */
export function trialRuns(study: Study, arm: Arm): number {
  const space = spaceOf(arm);
  const trials = space ? roundOf(study, { space, before: undefined, better: "higher" }).trials : 0;
  return trials * study.search.runs;
}

/** What is searched of an arm, by name. */
export const searchedNames = (arm: Arm): readonly string[] => Object.keys(spaceOf(arm) ?? {});
