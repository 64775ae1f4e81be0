/** @file The experiments behind claims that no lesson tests, and what they gave: results.json. */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import batchesInTime from "./experiments/batches-in-time.ts";
import { bookCnn, bookMomentum, bookNormality } from "./experiments/book-studies.ts";
import convexity from "./experiments/convexity.ts";
import decayingRates from "./experiments/decaying-rates.ts";
import dyingRates from "./experiments/dying-rates.ts";
import momentumForms from "./experiments/momentum-forms.ts";
import nesterov from "./experiments/nesterov.ts";
import saddles from "./experiments/saddles.ts";

export interface ExperimentOptions {
  /** A copy of Fashion-MNIST; otherwise it is downloaded. */
  readonly fashion: string | undefined;
  /** A copy of MNIST; otherwise it is downloaded. */
  readonly mnist: string | undefined;
  /** Keeps the runs of studies. */
  readonly store: string;
  readonly workers: number;
}

/** Numbers by name: a sample, or one number for each setting. */
export type Numbers = Readonly<Record<string, readonly number[]>>;

type Experiment = (options: ExperimentOptions) => Promise<Numbers>;

/** The cheap ones first. */
export const experiments = {
  nesterov,
  "momentum-forms": momentumForms,
  "dying-rates": dyingRates,
  convexity,
  saddles,
  "decaying-rates": decayingRates,
  "batches-in-time": batchesInTime,
  "book-momentum": bookMomentum,
  "book-normality": bookNormality,
  "book-cnn": bookCnn,
} as const satisfies Readonly<Record<string, Experiment>>;

export type ExperimentName = keyof typeof experiments;

const FILE = new URL("results.json", import.meta.url);

/** What has been kept, by experiment. */
export const results = (): Partial<Record<ExperimentName, Numbers>> =>
  existsSync(FILE) ? JSON.parse(readFileSync(FILE, "utf8")) : {};

const DIGITS = 7;

/** One line for each list of numbers. */
export function keep(name: ExperimentName, numbers: Numbers): void {
  const all = { ...results(), [name]: numbers };
  const known = Object.keys(experiments).flatMap((each) =>
    Object.entries(all).filter(([key]) => key === each),
  );
  const sections = known.map(([key, rows]) => {
    const lines = Object.entries(rows).map(
      ([row, values]) =>
        `    ${JSON.stringify(row)}: [${values.map((v) => Number(v.toPrecision(DIGITS))).join(", ")}]`,
    );
    return `  ${JSON.stringify(key)}: {\n${lines.join(",\n")}\n  }`;
  });
  writeFileSync(FILE, `{\n${sections.join(",\n")}\n}\n`);
}
