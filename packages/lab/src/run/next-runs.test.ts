import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { finalsOf, trialsOf } from "../rows/trials.ts";
import type { NewRun, RunRecord } from "../store/store.ts";
import { validateStudy } from "../study/validate.ts";
import { nextRuns } from "./next-runs.ts";

const facts = { better: { accuracy: "higher", loss: "lower" } } as const;
const learningRate = { log: [0.01, 1], perDecade: 1 } as const;
const studyOf = (changes: object = {}) =>
  validateStudy(
    {
      ...{ name: "s", data: "glyphs", runs: 2, search: { runs: 2, extend: false } },
      arms: [
        { name: "tuned", optimizer: "sgd(0.5, momentum=0.9)", space: { learningRate } },
        { name: "fixed", optimizer: "adam(0.001)" },
      ],
      ...changes,
    },
    "s",
  );

/** Runs as a store has them once a worker has scored each by its learning rate. */
const ended = (
  runs: readonly NewRun[],
  scoreOf: (rate: number, seed: number) => number,
): readonly RunRecord[] =>
  runs.map((run, id) => {
    const score = scoreOf(Number(run.configuration.values.learningRate), run.seed);
    const state = Number.isNaN(score) ? ("diverged" as const) : ("done" as const);
    const empty = {
      worker: null,
      started: null,
      finished: null,
      error: null,
      extra: null,
      environment: null,
      tags: [],
      notes: "",
    };
    const metrics: Readonly<Record<string, number>> =
      state === "done" ? { "validation/accuracy": score, "test/accuracy": 1 - score } : {};
    return { ...run, ...empty, id, study: 1, state, attempt: 1, crashes: 0, step: 1, seconds: 1, metrics };
  });

const of = (runs: readonly NewRun[], arm: string, stage: string) =>
  runs.filter((run) => run.configuration.arm === arm && run.stage === stage);
const texts = (runs: readonly NewRun[]) => [
  ...new Set(runs.map(({ configuration }) => configuration.values.optimizer)),
];

test("trials first, of other seeds than the final runs, which follow with the best by the validation", () => {
  const study = studyOf();
  expect(study.validation).toBe(0.1);
  const first = nextRuns(study, facts, []);
  const trials = of(first, "tuned", "tune");
  expect(texts(trials)).toEqual([
    "sgd(0.01, momentum=0.9)",
    "sgd(0.1, momentum=0.9)",
    "sgd(1, momentum=0.9)",
  ]);
  expect(of(first, "tuned", "final")).toEqual([]);
  expect(of(first, "fixed", "final")).toHaveLength(2);
  const records = ended(first, (rate) => 1 - Math.abs(Math.log10(rate) + 1) / 10);
  const then = nextRuns(study, facts, records);
  const final = of(then, "tuned", "final");
  expect(texts(final)).toEqual(["sgd(0.1, momentum=0.9)"]);
  expect(final.map(({ seed }) => seed)).toEqual(of(first, "fixed", "final").map(({ seed }) => seed));
  for (const { seed } of trials) expect(final.some((run) => run.seed === seed)).toBe(false);
  expect(nextRuns(study, facts, [...records, ...ended(final, () => 0)])).toEqual(then);
});

test("a trial of which a run diverged is worse than any other", () => {
  const study = studyOf();
  const first = nextRuns(study, facts, []);
  const [seed] = of(first, "tuned", "tune").map((run) => run.seed);
  const records = ended(first, (rate, own) => (rate === 1 && own === seed ? Number.NaN : rate));
  expect(trialsOf(records, "tuned", "accuracy").map(({ score, lost }) => [score, lost])).toEqual([
    [0.01, 0],
    [0.1, 0],
    [null, 1],
  ]);
  expect(texts(of(nextRuns(study, facts, records), "tuned", "final"))).toEqual(["sgd(0.1, momentum=0.9)"]);
});

test("lower is better for a loss, and nothing is chosen where every trial diverged", () => {
  const study = studyOf({ metric: "loss" });
  const first = nextRuns(study, facts, []);
  const losses = ended(first, (rate) => rate).map((run) => ({
    ...run,
    metrics: { "validation/loss": Number(run.configuration.values.learningRate) },
  }));
  expect(texts(of(nextRuns(study, facts, losses), "tuned", "final"))).toEqual(["sgd(0.01, momentum=0.9)"]);
  expect(
    of(
      nextRuns(
        study,
        facts,
        ended(first, () => Number.NaN),
      ),
      "tuned",
      "final",
    ),
  ).toEqual([]);
});

test("a method that learns gets one trial at a time, the others all at once", () => {
  const search = { method: "tpe", trials: 12, runs: 1, extend: false };
  const learning = studyOf({ search });
  let records: readonly RunRecord[] = [];
  for (let count = 1; count <= 12; count++) {
    const runs = nextRuns(learning, facts, records);
    expect(of(runs, "tuned", "tune")).toHaveLength(count);
    records = ended(of(runs, "tuned", "tune"), (rate) => -((Math.log10(rate) + 0.5) ** 2));
  }
  expect(of(nextRuns(learning, facts, records), "tuned", "final")).toHaveLength(2);
  for (const method of ["random", "sobol", "halton"])
    expect(of(nextRuns(studyOf({ search: { ...search, method } }), facts, []), "tuned", "tune")).toHaveLength(
      12,
    );
});

test.each(["random", "sobol", "halton", "tpe"] as const)("%s tries each of a few choices once", (method) => {
  const choices = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
  const study = studyOf({
    search: { method, trials: 6, runs: 1, extend: false },
    arms: [{ name: "tuned", optimizer: "sgd(0.5)", space: { learningRate: { choices } } }],
  });
  let records: readonly RunRecord[] = [];
  for (let round = 0; round < 7; round++)
    records = ended(of(nextRuns(study, facts, records), "tuned", "tune"), (rate) => rate);
  const rates = records.map(({ configuration }) => Number(configuration.values.learningRate));
  expect(rates.toSorted()).toEqual(choices);
  const final = of(nextRuns(study, facts, records), "tuned", "final");
  expect(final.map(({ configuration }) => configuration.values.learningRate)).toEqual([0.6, 0.6]);
});

test("more runs have the seeds of fewer, and more", () => {
  for (const pairing of ["paired", "independent"] as const) {
    const seeds = (runs: number) =>
      of(nextRuns(studyOf({ runs, pairing }), facts, []), "fixed", "final").map(({ seed }) => seed);
    expect(seeds(5).slice(0, 2)).toEqual(seeds(2));
  }
});

test("independent arms have seeds of their own", () => {
  const arms = ["sgd(0.1)", "adam(0.1)"].map((optimizer) => ({ optimizer }));
  const runs = nextRuns(studyOf({ arms, pairing: "independent" }), facts, []);
  expect(new Set(runs.map(({ seed }) => seed)).size).toBe(4);
});

test("a space must be of options, and needs validation data", () => {
  const arm = { name: "tuned", optimizer: "sgd(0.5)" };
  expect(() => studyOf({ arms: [{ ...arm, space: { learningrate: learningRate } }] })).toThrow(
    /^s: arms\[0\]\.space: .*learningrate/,
  );
  expect(() => studyOf({ validation: 0 })).toThrow(
    "s: validation: must be a share above 0 where an arm has a space or the study a target, got 0. A search chooses by it, and runs are timed by it, never by the test data.",
  );
  expect(() => studyOf({ arms: [{ ...arm, space: { learningRate: { lg: [1, 2] } } }] })).toThrow(
    /^s: arms\[0\]\.space/,
  );
});

test("a search whose best stands at an end goes on beyond it", () => {
  const study = studyOf({ search: { runs: 1 } });
  const score = (rate: number) => 1 - Math.abs(Math.log10(rate) - 1.5) / 10;
  let records: readonly RunRecord[] = [];
  let runs = nextRuns(study, facts, records);
  while (runs.length > records.length) {
    records = ended(runs, score);
    runs = nextRuns(study, facts, records);
  }
  expect(texts(of(runs, "tuned", "tune"))).toEqual(
    ["0.01", "0.1", "1", "10", "100", "1000"].map((rate) => `sgd(${rate}, momentum=0.9)`),
  );
  expect(texts(of(runs, "tuned", "final"))).toEqual(["sgd(10, momentum=0.9)"]);
});

test("the usual ranges of an optimizer go by one word", () => {
  const arms = [{ name: "Adam", optimizer: "adam", space: "default" }];
  const runs = nextRuns(studyOf({ arms }), facts, []);
  expect(texts(runs).length).toBeGreaterThan(8);
  expect(texts(runs)[0]).toMatch(/^adam\(/);
});

describe("another search over an old store", () => {
  const search = { runs: 1, extend: false };
  const withRates = (range: object, changes: object = {}) =>
    studyOf({
      search: { ...search, ...changes },
      arms: [{ name: "tuned", optimizer: "sgd(0.5)", space: { learningRate: range } }],
    });
  const near = (best: number) => (rate: number) => 1 - Math.abs(Math.log10(rate / best));
  const old = ended(nextRuns(withRates({ log: [0.001, 1], points: 4 }), facts, []), near(0.001));
  const isKnown = (run: NewRun) =>
    old.some(
      ({ configuration, seed }) => seed === run.seed && isDeepStrictEqual(configuration, run.configuration),
    );
  const ratesOf = (runs: readonly NewRun[]) =>
    of(runs, "tuned", "tune").map(({ configuration }) => configuration.values.learningRate);

  test("takes no score of another configuration", () => {
    const runs = nextRuns(withRates({ log: [0.02, 2], points: 4 }), facts, old);
    expect(of(runs, "tuned", "final")).toEqual([]);
    expect(of(runs, "tuned", "tune").some(isKnown)).toBe(false);
    const more = ended(runs, near(2)).map((run) => ({ ...run, id: run.id + 100 }));
    const chosen = texts(
      of(nextRuns(withRates({ log: [0.02, 2], points: 4 }), facts, [...old, ...more]), "tuned", "final"),
    );
    expect(chosen).toEqual(["sgd(2)"]);
  });

  test("trains the configurations that are new alone", () => {
    const study = withRates({ log: [0.001, 1], points: 7 });
    const runs = nextRuns(study, facts, old);
    expect(ratesOf(runs)).toHaveLength(7);
    expect(of(runs, "tuned", "tune").filter(isKnown)).toHaveLength(4);
    const more = ended(
      runs.filter((run) => !isKnown(run)),
      near(0.03),
    );
    // The best of the old ones had a score of 1, of another curve
    expect(texts(of(nextRuns(study, facts, [...old, ...more]), "tuned", "final"))).toEqual(["sgd(0.001)"]);
  });

  test("with more runs of each trial waits for these", () => {
    const study = withRates({ log: [0.001, 1], points: 4 }, { runs: 2 });
    const runs = nextRuns(study, facts, old);
    expect(of(runs, "tuned", "tune")).toHaveLength(8);
    expect(of(runs, "tuned", "final")).toEqual([]);
    const all = [
      ...old,
      ...ended(
        runs.filter((run) => !isKnown(run)),
        near(0.01),
      ),
    ];
    expect(texts(of(nextRuns(study, facts, all), "tuned", "final"))).toEqual(["sgd(0.001)"]);
  });

  test("of another kind, or with another seed, begins anew", () => {
    for (const changes of [
      { method: "random", trials: 4 },
      { method: "tpe", trials: 4 },
    ] as const) {
      const runs = of(nextRuns(withRates({ log: [0.001, 1] }, changes), facts, old), "tuned", "tune");
      expect(runs).toHaveLength(changes.method === "tpe" ? 1 : 4);
      expect(runs.some(isKnown)).toBe(false);
    }
    const other = { ...withRates({ log: [0.001, 1], points: 4 }), seed: 9 };
    expect(of(nextRuns(other, facts, old), "tuned", "final")).toEqual([]);
  });
});

test("final runs are those of the last configuration of an arm", () => {
  const runsOf = (optimizer: string) =>
    nextRuns(
      studyOf({
        arms: [
          { name: "SGD", optimizer },
          { name: "other", optimizer: "adam(0.1)" },
        ],
      }),
      facts,
      [],
    );
  const records = ended([...runsOf("sgd(0.1)"), ...runsOf("sgd(0.2)")], () => 0.5);
  expect(
    finalsOf(records, { metric: "accuracy", better: { accuracy: "higher" } })
      .map(({ configuration }) => configuration.values.optimizer)
      .sort(),
  ).toEqual([...["adam(0.1)", "adam(0.1)", "adam(0.1)", "adam(0.1)", "sgd(0.2)", "sgd(0.2)"]]);
});
