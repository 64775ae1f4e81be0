/** @file Methods of a search: which values each of its trials has. */

import { ArgumentError } from "glissade";
import type { Better } from "../stats/score-table.ts";
import { isInside, searched, valuesAt } from "./axis.ts";
import { gridTrials } from "./grid.ts";
import { scrambledHalton } from "./halton.ts";
import { type Sequence, scrambledSobol } from "./sobol.ts";
import type { Space, Values } from "./space.ts";
import { randomOf, STREAMS } from "./streams.ts";
import { isTried, propose, START_UP_TRIALS, trialsIn } from "./tpe.ts";
import type { ScoredTrial } from "./trial.ts";

/** What a search is asked for, known to be right. */
export interface Question {
  readonly space: Space;
  readonly seed: number;
  readonly better: Better;
  /** A smaller space, outside of which the values are. */
  readonly beyond: Space | undefined;
}

/** The values of trial k, after the trials so far. */
type ValuesOf = (k: number, history: readonly ScoredTrial[]) => Values;

/** The trials of a method. */
export interface Plan {
  /** How many there are, where the space says so. */
  readonly count?: number;
  readonly valuesOf: ValuesOf;
}

interface Method {
  plan(question: Question): Plan;
  /** Whether the space says how many trials there are. */
  readonly isCounted?: boolean;
  /** Whether each trial depends on those before. */
  readonly learns?: boolean;
}

/** The name of a method. */
export type SearchMethod = "grid" | "random" | "sobol" | "halton" | "tpe";

/** By their names. */
export const methods: Readonly<Record<SearchMethod, Method>> = {
  grid: { plan: grid, isCounted: true },
  random: { plan: random },
  sobol: { plan: sobol },
  halton: { plan: halton },
  tpe: { plan: tpe, learns: true },
};

function grid(question: Question): Plan {
  const trials = gridTrials(question.space).filter((values) => isBeyond(question, values));
  return { count: trials.length, valuesOf: (k) => trials[k]! };
}

function random(question: Question): Plan {
  const { length } = searched(question.space);
  return alongSequence(question, (index) => {
    const { uniform } = randomOf(question.seed, STREAMS.random, index);
    return Array.from({ length }, uniform);
  });
}

function sobol(question: Question): Plan {
  return alongSequence(question, scrambledSobol(searched(question.space).length, question.seed));
}

function halton(question: Question): Plan {
  return alongSequence(question, scrambledHalton(searched(question.space).length, question.seed));
}

function tpe(question: Question): Plan {
  const { space, seed, better } = question;
  const startUp = sobol(question).valuesOf;
  return {
    valuesOf(k, history) {
      const trials = trialsIn(space, history);
      if (trials.length < START_UP_TRIALS) return startUp(k, history);
      const proposed = propose(space, trials, { better, random: randomOf(seed, STREAMS.tpe, k) });
      return proposed ?? untried(question, trials, (index) => startUp(k + index, history));
    },
  };
}

/** Points of a sequence that are looked at for values that were not tried. */
const MOST_REPEATED = 256;

/** The first values of a sequence that were not tried; those that were, where all seem to be. */
function untried({ space }: Question, trials: readonly ScoredTrial[], at: (index: number) => Values): Values {
  for (let index = 0; index < MOST_REPEATED; index++) {
    const values = at(index);
    if (!isTried(space, trials, values)) return values;
  }
  return at(0);
}

/** Points of a sequence that may be left out before none is thought to be beyond the space searched before. */
const MOST_LEFT_OUT = 2 ** 18;

/** The points of a sequence that are beyond the space searched before, in their order. */
function alongSequence(question: Question, sequence: Sequence): Plan {
  const at = (index: number) => valuesAt(question.space, sequence(index));
  return { valuesOf: question.beyond ? (k) => beyondOf(question, at, k) : at };
}

function beyondOf(question: Question, at: (index: number) => Values, k: number): Values {
  let found = -1;
  for (let index = 0; index < MOST_LEFT_OUT; index++) {
    const values = at(index);
    if (isBeyond(question, values)) found++;
    if (found === k) return values;
  }
  throw new ArgumentError({
    where: "sampler({ beyond })",
    rule: `leaves too little of the space for trial ${k}`,
    fix: "Extend the space further, or ask for fewer trials",
  });
}

const isBeyond = ({ beyond }: Question, values: Values): boolean =>
  beyond === undefined || Object.entries(beyond).some(([name, range]) => !isInside(range, values[name]));
