/** @file Every public function refuses what it is not made for, in the project's own words, or takes it on purpose. */

import * as glissade from "glissade";
import * as data from "glissade/data";
import * as files from "glissade/files";
import { expect, it } from "vitest";

const { losses, metrics, nn, optim, random, solve } = glissade;

const entries: readonly (readonly [prefix: string, entry: object])[] = [
  ["", glissade],
  ["nn.", nn],
  ["losses.", losses],
  ["metrics.", metrics],
  ["random.", random],
  ["optim.", optim],
  ["schedules.", optim.schedules],
  ["solve.", solve],
  ["data.", data],
  ["files.", files],
];

/** Parts for tools and for callers that check themselves, and what changes settings. */
const left = ["within", "unflatten", "notTensor", "nearestOrAll", "configure", "runtimeVersion"];

type Call = (...args: readonly unknown[]) => unknown;

const functions = entries.flatMap(([prefix, entry]) =>
  Object.entries(entry)
    .filter(([name, value]) => typeof value === "function" && /^[a-z]/.test(name) && !left.includes(name))
    .map(([name, value]) => [prefix + name, value as Call] as const),
);

const wrong: Readonly<Record<string, readonly unknown[]>> = {
  nothing: [],
  null: [null],
  "a text": ["a"],
  "a list": [[]],
  "an object": [{}],
  "a tensor": [glissade.zeros([2, 2])],
  "a function": [() => 1],
};

/** What such calls give that is no error: a function to be called later, a layer, a transform, a number, a tree ... */
const goesOn: Readonly<Record<string, RegExp>> = {
  nothing: /^(nn|optim|metrics|solve)\.\w+$|^data\.glyphs$/,
  null: /^$/,
  "a text": /^data\.parseCsv$|^files\.latestCheckpoint$/,
  "a list":
    /^(tensor|zeros|ones|evaluate|paths|flatten|toSafetensors|optim\.globalNorm|optim\.hyperparametersOf)$/,
  "an object": /^(nn|optim|solve|data)\.\w+$|^(evaluate|paths|flatten|toSafetensors)$/,
  "a tensor": /^(?!nn\.|metrics\.|random\.|schedules\.|data\.|files\.)[\w.]+$/,
  "a function":
    /^(grad|valueAndGrad|valueAndGradWith|jacobian|hessian|hvp|vmap|compile|checkpoint|jvp|vjp|linearize|trace|explain|print)$|^optim\.(scaleByLearningRate|scaleBySchedule|project|inject)$/,
};

it.each(functions)("%s", async (name, fn) => {
  for (const [what, args] of Object.entries(wrong)) {
    const given = new Promise((resolve) => {
      resolve(fn(...args));
    });
    const error = await given.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error === undefined) expect(name, `takes ${what}`).toMatch(goesOn[what]!);
    else expect(error, `for ${what}`).toBeInstanceOf(glissade.GlissadeError);
  }
});
