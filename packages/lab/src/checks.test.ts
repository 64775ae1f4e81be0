import { GlissadeError } from "glissade";
import { expect, it } from "vitest";
import * as lab from "./index.ts";

const functions = Object.entries(lab).filter(
  ([, each]) => typeof each === "function",
) as unknown as readonly (readonly [string, (...args: readonly unknown[]) => unknown])[];

/** What has an answer for one of the arguments below: for no values, or for a number. */
const right: Readonly<Record<string, unknown>> = {
  ...{ describeSample: [], shapiroTest: [], dagostinoTest: [], bootstrapInterval: [] },
  ...{ holm: [], benjaminiHochberg: [], powerTable: [], normalityPower: 5, runsNeeded: 5 },
  importances: [],
  ...{
    runsToCsv: [],
    curvesToCsv: [],
    toJsonLines: [],
    fromJsonLines: [],
    fromLogs: [],
    fromTensorBoard: [],
  },
};

/** Goes through what a generator makes, which checks when it begins. */
async function toEnd(result: unknown): Promise<unknown> {
  const items = Object(result) as AsyncIterable<unknown> & { readonly next?: unknown };
  if (typeof items.next === "function") for await (const _ of items);
  return result;
}

const wrong = [[], [null], [5], [[]], [{}], [{ nonsense: 1 }], [["a"], ["b"]]] as const;

/** Those that take nothing. */
const constants: readonly string[] = ["quadraticDeep"];

it.each(functions.filter(([name]) => !constants.includes(name)))(
  "%s refuses what it is not made for",
  async (name, fn) => {
    // A store without an address is one in this folder.
    for (const args of name === "openStore" ? wrong.slice(1) : wrong) {
      const given = new Promise((resolve) => {
        resolve(toEnd(fn(...args)));
      });
      const error = await given.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (error === undefined) expect([name, args]).toEqual([name, [right[name]]]);
      else expect(error, JSON.stringify(args)).toBeInstanceOf(GlissadeError);
    }
  },
);

it.each<[string, () => unknown]>([
  [
    "compareSamples({ methd }): is not an option. The nearest is method (known: method).",
    () => lab.compareSamples([1, 2], [3, 4], { methd: "exact" } as object),
  ],
  [
    'compareSamples(b): must hold finite numbers, got "4" at 1.',
    () => lab.compareSamples([1, 2], [3, "4"] as never),
  ],
  ["describeSample(sample): must hold finite numbers, got NaN at 0.", () => lab.describeSample([Number.NaN])],
  ["describeSample(sample): must be a list of numbers, got 5.", () => lab.describeSample(5 as never)],
  ["lineChart({ lines }): must be given, got undefined.", () => lab.lineChart({ x: "a", y: "b" } as never)],
  ["readExpression(text): must be a text, got 5.", () => lab.readExpression(5 as never)],
  ["renderReport(result): needs what compare() gives, got an object.", () => lab.renderReport({} as never)],
])("%s", (message, call) => {
  expect(call).toThrow(expect.objectContaining({ message }));
});
