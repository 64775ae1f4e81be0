import fc from "fast-check";
import { expect, test } from "vitest";
import { encodePiece, guessRunName, patternReader } from "./run-names.ts";

test.each([
  ["adam/seed=3", { arm: "adam", seed: 3, values: {} }],
  ["adam/lr=1e-3,nesterov=true,seed=12", { arm: "adam", seed: 12, values: { lr: 0.001, nesterov: true } }],
  ["adam_seed3", { arm: "adam", seed: 3, values: {} }],
  ["sgd-lr=0.1_seed-7", { arm: "sgd-lr=0.1", seed: 7, values: {} }],
  ["mnist/sgd/2", { arm: "mnist/sgd", seed: 2, values: {} }],
  ["Seed 5/adam", { arm: "adam", seed: 5, values: {} }],
  ["2", { arm: "2", seed: undefined, values: {} }],
  ["version_3", { arm: "version_3", seed: undefined, values: {} }],
  ["proceed3", { arm: "proceed3", seed: undefined, values: {} }],
  ["optimizer=lion/note=a=b", { arm: "run", seed: undefined, values: { optimizer: "lion", note: "a=b" } }],
  [".", { arm: "run", seed: undefined, values: {} }],
  ["", { arm: "run", seed: undefined, values: {} }],
])("%s", (name, expected) => expect(guessRunName(name)).toEqual(expected));

test("patterns", () => {
  const read = patternReader("runs/{arm}-lr{lr}/s{seed}", "f");
  expect(read("runs/adam-w-lr0.01/s4")).toEqual({ arm: "adam-w", seed: 4, values: { lr: 0.01 } });
  expect(patternReader("{seed}.log", "f")("3.log")).toEqual({ arm: "run", seed: 3, values: {} });
  expect(() => read("adam")).toThrow(
    'f({ pattern }): the run "adam" does not match "runs/{arm}-lr{lr}/s{seed}". Import the runs of other patterns apart.',
  );
  for (const pattern of ["arm", "{arm}/{arm}"])
    expect(() => patternReader(pattern, "f")).toThrow(
      `f({ pattern }): must have different names in braces, got "${pattern}". Write it like "{arm}/{seed}".`,
    );
});

test("any arm survives its way through a path", () =>
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: fc.constantFrom(..."a1 ./\\%=,:\n-ü大\0") }), (arm) => {
      fc.pre(!/seed|^\.$/i.test(arm));
      const path = `${encodePiece(arm)}/seed=3`;
      expect(path.split("/")).toHaveLength(2);
      expect(guessRunName(path)).toEqual({ arm, seed: 3, values: {} });
    }),
    { seed: 7 },
  ));
