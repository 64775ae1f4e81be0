import { expect, test } from "vitest";
import { readSpace } from "./read-space.ts";
import type { Space } from "./space.ts";

const good: Space = {
  learningRate: { log: [1e-4, 1], perDecade: 3 },
  momentum: { complement: [0, 0.99], points: 5, limits: [0, 0.999] },
  dropout: { linear: [0, 0.5] },
  units: { integer: [16, 512], log: true },
  layers: { integer: [1, 4] },
  nesterov: { choices: [true, false, "textbook", null, 1] },
  "batch.size": { fixed: 64 },
};

test("a space is read as it is", () => {
  expect(readSpace("study: space", good)).toEqual(good);
  expect(readSpace("study: space", JSON.parse(JSON.stringify(good)))).toEqual(good);
  expect(readSpace("study: space", {})).toEqual({});
});

test.each<[string, unknown, string]>([
  [
    "no object",
    [],
    "s: must be an object from names of hyper-parameters to ranges, got []. Write for example { learningRate: { log: [1e-4, 1] } }.",
  ],
  [
    "a name",
    JSON.parse('{"__proto__": {"fixed": 1}}'),
    's: a name is a letter, then letters, digits, dots, dashes and underscores, got "__proto__".',
  ],
  [
    "a bare value",
    { rate: 0.1 },
    "s.rate: must be an object with one of integer, log, linear, complement, choices, fixed, got 0.1. Write { fixed: 0.1 } for a value that is not searched.",
  ],
  [
    "an empty range",
    { rate: {} },
    "s.rate: must have one of integer, log, linear, complement, choices, fixed, got an empty object.",
  ],
  [
    "a misspelt kind",
    { rate: { lineal: [0, 1] } },
    "s.rate.lineal: is no kind of range. The nearest is linear (known: integer, log, linear, complement, choices, fixed).",
  ],
  [
    "a misspelt field",
    { rate: { log: [0.1, 1], pointss: 3 } },
    "s.rate.pointss: does not go with log. The nearest is points (known: log, points, perDecade, limits).",
  ],
  [
    "fields of another kind",
    { rate: { linear: [0.1, 1], perDecade: 3 } },
    "s.rate.perDecade: does not go with linear. Known: linear, points, limits.",
  ],
  [
    "a log from 0",
    { r: { log: [0, 1] } },
    "s.r.log: must be two numbers above 0, the lower one first, got [0,1].",
  ],
  [
    "ends in the wrong order",
    { r: { log: [1, 0.1] } },
    "s.r.log: must be two numbers above 0, the lower one first, got [1,0.1].",
  ],
  [
    "equal ends",
    { r: { linear: [1, 1] } },
    "s.r.linear: must be two finite numbers, the lower one first, got [1,1].",
  ],
  [
    "three ends",
    { r: { linear: [1, 2, 3] } },
    "s.r.linear: must be two finite numbers, the lower one first, got [1,2,3].",
  ],
  [
    "texts",
    { r: { linear: ["1", 2] } },
    's.r.linear: must be two finite numbers, the lower one first, got ["1",2].',
  ],
  [
    "a decay of 1",
    { r: { complement: [0.9, 1] } },
    "s.r.complement: must be two numbers below 1, the lower one first, got [0.9,1].",
  ],
  [
    "halves",
    { r: { integer: [0.5, 2] } },
    "s.r.integer: must be two integers, the lower one first, got [0.5,2].",
  ],
  [
    "the logarithm of 0",
    { r: { integer: [0, 2], log: true } },
    "s.r.integer: must be two integers of at least 1, the lower one first, got [0,2].",
  ],
  ["log of what", { r: { integer: [1, 2], log: 2 } }, "s.r.log: must be true or false, got 2."],
  ["one point", { r: { log: [1, 2], points: 1 } }, "s.r.points: must be an integer from 2 to 10000, got 1."],
  [
    "points twice",
    { r: { log: [1, 2], points: 4, perDecade: 3 } },
    "s.r.perDecade: stands in the place of points, got both. Leave one of them out.",
  ],
  [
    "limits inside",
    { r: { linear: [0, 2], limits: [0, 1] } },
    "s.r.limits: must enclose the range [0, 2], got [0, 1].",
  ],
  ["no choices", { r: { choices: [] } }, "s.r.choices: must be a list of one value or more, got []."],
  [
    "equal choices",
    { r: { choices: [1, 2, 1] } },
    "s.r.choices[2]: must differ from the others, got 1 as at 0.",
  ],
  [
    "an object as a choice",
    { r: { choices: [{}] } },
    "s.r.choices[0]: must be a finite number, a text, true, false or null, got {}.",
  ],
  [
    "NaN",
    { r: { fixed: Number.NaN } },
    "s.r.fixed: must be a finite number, a text, true, false or null, got NaN.",
  ],
])("an error names %s", (_, value, message) => {
  expect(() => readSpace("s", value)).toThrow(expect.objectContaining({ message }));
});
