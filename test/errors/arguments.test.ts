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
  ["projections.", optim.projections],
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
  "a number": [5],
  "a text": ["a"],
  "a list": [[]],
  "an object": [{}],
  "a tensor": [glissade.zeros([2, 2])],
  "a function": [() => 1],
};

/** Elementwise functions of one operand, which may be a number. */
const elementwise = new Set(
  "abs acos acosh asin asinh atan atanh ceil celu cos cosh cube elu erf erfc exp exp2 expm1 floor gelu hardSigmoid hardSwish isFinite isInf isNaN leakyRelu log logSigmoid log10 log1p log2 mish neg reciprocal relu round rsqrt selu sigmoid sign silu sin sinh softplus softsign sqrt square tan tanh".split(
    " ",
  ),
);

const takes = (name: string, what: string): boolean =>
  goesOn[what]!.test(name) || (what === "a number" && elementwise.has(name));

/** What such calls give that is no error: a function to be called later, a layer, a transform, a number, a tree ... */
const goesOn: Readonly<Record<string, RegExp>> = {
  nothing: /^(nn|optim|projections|metrics|solve)\.\w+$|^data\.glyphs$/,
  null: /^$/,
  "a number":
    /^(arange|eye|tensor|data\.hostRandom|random\.key|solve\.\w+|projections\.\w+(Ball|Sphere)|projections\.simplex|schedules\.constant)$|^nn\.(constant|normal|uniform|truncatedNormal|orthogonal|linear|bilinear|restrictedBoltzmannMachine|gaussianNoise|geglu|swiglu|pad|pixel(Uns|S)huffle|resize|upsample|depthwiseConv\dd|rnn|gru|lstm|groupNorm|multiHeadAttention|learnedPositions|transformer(En|De)coderBlock|averagePool\dd|maxPool\dd|adaptive(Average|Max)Pool)$|^metrics\.topK$|^optim\.(scale|scaleByLearningRate|adaptiveClip|clipBy\w+|add(Decayed|Signed)Weights)$/,
  "a text": /^data\.(parseCsv|parseCsvRecords|characters)$|^files\.latestCheckpoint$/,
  "a list":
    /^(data\.characters|nn\.reshape|tensor|zeros|ones|evaluate|paths|flatten|toSafetensors|optim\.globalNorm|optim\.hyperparametersOf|projections\.nonNegative)$/,
  "an object":
    /^(nn|optim|projections|solve|data)\.\w+$|^metrics\.(accuracy|confusion|matthewsCorrelation|perplexity|precision|recall|f1|calibrationError|rocAuc|averagePrecision)$|^(evaluate|paths|flatten|toSafetensors)$/,
  "a tensor": /^(?!nn\.|metrics\.|random\.|schedules\.|data\.|files\.)[\w.]+$/,
  "a function":
    /^(grad|valueAndGrad|valueAndGradWith|jacobian|hessian|hvp|vmap|compile|checkpoint|jvp|vjp|linearize|trace|explain|print)$|^optim\.(scaleByLearningRate|scaleBySchedule|project|inject)$/,
};

/** Where: the rule, with no blank for a value. And what to do, or nothing. */
const parts = /^\S.*?: \S.*[^.]\.$/s;

it.each(functions)("%s", async (name, fn) => {
  for (const [what, args] of Object.entries(wrong)) {
    const given = new Promise((resolve) => {
      resolve(fn(...args));
    });
    const error = await given.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error === undefined) expect(takes(name, what), `${name} takes ${what}`).toBe(true);
    else {
      expect(error, `for ${what}`).toBeInstanceOf(glissade.GlissadeError);
      expect((error as Error).message, `for ${what}`).toMatch(parts);
    }
  }
});
