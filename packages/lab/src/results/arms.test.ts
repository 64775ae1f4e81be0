import { expect, test } from "vitest";
import { type DescribedArm, isOf, ownRuns } from "../rows/arms.ts";
import { FINAL, TUNING } from "../store/stages.ts";
import type { RunRecord } from "../store/store.ts";
import { readArms } from "./arms.ts";

interface Row {
  readonly arm: string;
  readonly optimizer: string;
  readonly rate?: number;
  readonly stage?: string;
  readonly score?: number;
  readonly state?: RunRecord["state"];
}

/** Rows as the store has them, as far as arms are read from them. */
const rows = (...given: readonly Row[]): readonly RunRecord[] =>
  given.map(
    ({ arm, optimizer, rate, stage = FINAL, score = 0, state = "done" }, id) =>
      ({
        ...{ id, seed: id, stage, state, extra: null, metrics: { "validation/accuracy": score } },
        configuration: { arm, values: { optimizer, ...(rate !== undefined && { learningRate: rate }) } },
      }) as unknown as RunRecord,
  );

const rates = { learningRate: { log: [0.001, 1] } } as const;
const text = (name: string, optimizer: string, space?: DescribedArm["space"]): DescribedArm => ({
  ...{ name, optimizer, isFunction: false },
  ...(space && { space }),
});
const reading = { metric: "accuracy", better: { accuracy: "higher" } } as const;
const source = "(v) => optim.sgd({ learningRate: v.learningRate })";
const made: DescribedArm = { name: "made", optimizer: source, isFunction: true, space: rates };
const tried = (rate: number, score: number) =>
  ({ arm: "made", optimizer: source, rate, score, stage: TUNING }) as const;

test("of an arm that is a function the values of the final runs are the chosen ones", () => {
  const records = rows(tried(0.001, 0.5), tried(0.01, 0.9), { arm: "made", optimizer: source, rate: 0.01 });
  const [arm] = readArms(records, { described: [made], ...reading });
  expect(arm!.trials.map(({ chosen }) => chosen)).toEqual([false, true]);
  expect(arm!.optimizer).toBe("a function of learningRate=0.01");
});

test("without final runs the best trial is chosen, once all have ended", () => {
  const both = [tried(0.001, 0.5), tried(0.01, 0.9)] as const;
  const [ended] = readArms(rows(...both), { described: [made], ...reading });
  expect(ended!.trials.map(({ chosen }) => chosen)).toEqual([false, true]);
  const [open] = readArms(rows(...both, { ...tried(0.1, 0), state: "queued" }), {
    described: [made],
    ...reading,
  });
  expect(open!.trials.some(({ chosen }) => chosen)).toBe(false);
});

test("arms come in the order of the study, and runs of an optimizer that was changed are left out", () => {
  const records = rows(
    { arm: "A", optimizer: "sgd(0.1)" },
    { arm: "B", optimizer: "adam(0.001)" },
    { arm: "A", optimizer: "sgd(0.2)" },
    { arm: "gone", optimizer: "lion(0.001)" },
    { arm: "C", optimizer: "sgd(0.3)", rate: 0.3, stage: TUNING },
    { arm: "C", optimizer: "sgd(0.3, momentum=0.9)", rate: 0.3, stage: TUNING },
    { arm: "D", optimizer: "prodigy(1)", rate: 1, stage: TUNING },
    { arm: "D", optimizer: "adam(0.1)", rate: 0.1 },
  );
  const described = [
    text("A", "sgd(0.2)"),
    text("B", "adam(0.001)"),
    text("C", "sgd(0.1, momentum=0.9)", rates),
    text("D", "adam", rates),
  ];
  const arms = readArms(ownRuns(records, described), { described, ...reading });
  expect(
    arms.map(({ name, optimizer, finals, trials }) => [name, optimizer, finals.length, trials.length]),
  ).toEqual([
    ["A", "sgd(0.2)", 1, 0],
    ["B", "adam(0.001)", 1, 0],
    ["C", "sgd(0.3, momentum=0.9)", 0, 1],
    ["D", "adam(0.1)", 1, 0],
    ["gone", "lion(0.001)", 1, 0],
  ]);
});

test("values of options that an arm's optimizer has not got, or that it does not search, were another one's", () => {
  const configuration = { arm: "A", values: { optimizer: "adam(0.1, b1=0.8)", b1: 0.8 } };
  const space = { b1: { complement: [0.5, 0.99] } } as const;
  expect(isOf(text("A", "sgd(0.1)", space), configuration)).toBe(false);
  expect(isOf(text("A", "adam(0.1)", space), configuration)).toBe(true);
  expect(isOf(text("A", "adam(0.1)", rates), configuration)).toBe(false);
  expect(isOf(text("A", "adam(0.1, b1=0.8)"), configuration)).toBe(false);
});

test("where a metric was changed and changed back, the final runs are those of its own best trial", () => {
  const finals = [0.01, 0.1].map((rate) => ({ arm: "made", optimizer: source, rate }));
  const records = rows(tried(0.01, 0.9), tried(0.1, 0.5), ...finals);
  const [arm] = readArms(records, { described: [made], ...reading });
  expect(arm!.finals.map(({ configuration }) => configuration.values.learningRate)).toEqual([0.01]);
  expect(arm!.trials.map(({ chosen }) => chosen)).toEqual([true, false]);
});
