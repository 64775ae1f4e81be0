/** @file The runs that a study needs, as far as what has ended tells: a pure function of its rows. */

import type { metrics } from "glissade";
import { defaultSpace } from "../search/default-space.ts";
import { edges, extend } from "../search/extend.ts";
import { type Sampler, sampler } from "../search/sampler.ts";
import type { Space, Values } from "../search/space.ts";
import type { Configuration, NewRun, RunRecord } from "../store/store.ts";
import type { Arm, Study } from "../study/study.ts";
import { configurationOf } from "./configuration.ts";
import type { Facts } from "./description.ts";
import { seedsOf, tuningSeedsOf } from "./seeds.ts";
import { bestOf, FINAL, type TriedConfiguration, TUNING, trialReader } from "./trials.ts";

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
    const past = own.method === "tpe" ? oneByOne(own, arm, read) : allAtOnce(own, arm, read);
    trials.push(...past);
    const values = trials.map((trial) => trial.values);
    if (past.length < own.trials || !past.every(({ isComplete }) => isComplete)) return { trials: values };
    const best = bestOf(trials, better)?.values;
    if (!best) return { trials: values };
    const ends = search.extend ? edges(now, best).filter(({ canExtend }) => canExtend) : [];
    if (ends.length === 0 || round === MOST_EXTENSIONS) return { trials: values, best };
    [now, before] = [extend(now, ends), now];
  }
}

type Read = (configuration: Configuration) => TriedConfiguration;

const allAtOnce = (round: Sampler, arm: Arm, read: Read): readonly TriedConfiguration[] =>
  Array.from({ length: round.trials }, (_, k) => read(configurationOf(arm, round.valuesOf(k))));

/** A method that learns gets one more trial when all before it have ended. */
function oneByOne(round: Sampler, arm: Arm, read: Read): readonly TriedConfiguration[] {
  const past: TriedConfiguration[] = [];
  while (past.length < round.trials && past.every(({ isComplete }) => isComplete))
    past.push(read(configurationOf(arm, round.valuesOf(past.length, past))));
  return past;
}

interface Round {
  readonly space: Space;
  /** What was searched before. */
  readonly before: Space | undefined;
  readonly better: metrics.Better;
}

function roundOf({ search, seed }: Study, { space, before, better }: Round) {
  const { method, trials } = search;
  const count = before ? Math.ceil(trials / 2) : trials;
  return sampler(method, space, {
    ...{ seed: seed % 2 ** 31, better },
    ...(method !== "grid" && { trials: count }),
    ...(before && { beyond: before }),
  });
}

/** The space of an arm, where it is searched. */
const spaceOf = ({ space, optimizer }: Arm): Space | undefined =>
  space === "default" ? defaultSpace(String(optimizer)) : space;

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
