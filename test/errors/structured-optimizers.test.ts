/** @file Whole messages of optimizers of whole leaves. */

import { optim, random, type Tree, tensor } from "glissade";
import { describe, expect, it, test } from "vitest";

const learningRate = 0.1;
const key = random.key(1);

/** The error with exactly this message. */
const whole = (message: string) => expect.objectContaining({ message, code: "ARGUMENT" });

const share = "in [0, 1)";
const positive = "positive and finite";
const notNegative = "finite and not negative";
const count = "a positive integer";

/** Option, value, rule. */
type Wrong = readonly [option: string, value: number, rule: string];

const rate: Wrong = ["learningRate", 0, positive];
const noRate: Wrong = ["learningRate", Number.NaN, positive];
const decay: Wrong = ["weightDecay", -0.1, notNegative];

// biome-ignore lint/suspicious/noExplicitAny: the options are those of any of the optimizers.
type Create = (options: any) => unknown;

const wrong: Readonly<Record<string, { readonly create: Create; readonly cases: readonly Wrong[] }>> = {
  lion: { create: optim.lion, cases: [rate, noRate, ["b1", 1, share], ["b2", -0.1, share], decay] },
  lamb: {
    create: optim.lamb,
    cases: [rate, ["b1", 1, share], ["b2", 2, share], ["eps", 0, positive], decay],
  },
  lars: {
    create: optim.lars,
    cases: [rate, ["momentum", 1, share], ["trustCoefficient", 0, positive], ["eps", -1, notNegative], decay],
  },
  novograd: {
    create: optim.novograd,
    cases: [
      rate,
      ["b1", 1, share],
      ["b2", 1, share],
      ["eps", 0, positive],
      ["epsRoot", -1, notNegative],
      decay,
    ],
  },
  fromage: { create: optim.fromage, cases: [rate, ["minNorm", 0, positive]] },
  sm3: { create: optim.sm3, cases: [rate, ["momentum", 1, share], ["eps", 0, positive]] },
  adafactor: {
    create: optim.adafactor,
    cases: [
      ...[rate, decay],
      ["momentum", 1, share],
      ["decayRate", 0, positive],
      ["minDimSizeToFactor", 1.5, count],
      ["eps", 0, positive],
      ["minScale", -1, notNegative],
      ["clippingThreshold", 0, positive],
    ],
  },
  muon: {
    create: optim.muon,
    cases: [
      ...[rate, decay],
      ["momentum", 1, share],
      ["steps", 0, count],
      ["eps", 0, positive],
      ["consistentRms", -0.2, positive],
    ],
  },
  shampoo: {
    create: optim.shampoo,
    cases: [
      ...[rate, decay],
      ["momentum", 1, share],
      ["eps", 0, positive],
      ["interval", 0, count],
      ["maxSize", 0.5, count],
    ],
  },
  soap: {
    create: optim.soap,
    cases: [
      ...[rate, decay],
      ["b1", 1, share],
      ["b2", 1, share],
      ["b3", 1, share],
      ["eps", 0, positive],
      ["interval", 0, count],
      ["maxSize", 0, count],
    ],
  },
  sophia: {
    create: (options) => optim.sophia({ key, ...options }),
    cases: [
      ...[rate, decay],
      ["b1", 1, share],
      ["b2", 1, share],
      ["eps", 0, positive],
      ["gamma", 0, positive],
      ["clippingThreshold", 0, positive],
      ["interval", 2.5, count],
    ],
  },
  scheduleFreeSgd: {
    create: optim.scheduleFreeSgd,
    cases: [
      ...[rate, decay],
      ["b1", 0, "in (0, 1)"],
      ["warmUpSteps", -1, "an integer of at least 0"],
      ["weightPower", Number.POSITIVE_INFINITY, "finite"],
    ],
  },
  scheduleFreeAdamw: {
    create: optim.scheduleFreeAdamw,
    cases: [rate, decay, ["b1", 1, "in (0, 1)"], ["b2", 1, share], ["eps", 0, positive]],
  },
  prodigy: {
    create: optim.prodigy,
    cases: [
      ...[rate, decay],
      ["b1", 1, share],
      ["b2", 1, share],
      ["b3", 1, share],
      ["eps", 0, positive],
      ["initialDistance", 0, positive],
      ["coefficient", 0, positive],
    ],
  },
  dog: {
    create: optim.dog,
    cases: [rate, decay, ["initialDistance", 0, positive], ["eps", 0, positive]],
  },
};

describe.each(Object.entries(wrong))("%s", (name, { create, cases }) => {
  test.each(cases)("%s %d", (option, value, rule) => {
    expect(() => create({ learningRate, [option]: value })).toThrow(
      whole(`${name}({ ${option} }): must be ${rule}, got ${value}.`),
    );
  });
});

const params = { weight: tensor([[1, 2]]), bias: tensor([3]) };

/** An update with gradients in the place of parameters, and a context that a caller in JavaScript may give. */
function update(transform: optim.Transform, context: object = {}, gradients: Tree = params): unknown {
  return transform.update(gradients, transform.init(params), context as optim.UpdateContext);
}

test.each([
  "lamb",
  "lars",
  "novograd",
  "fromage",
  "sm3",
  "adafactor",
  "muon",
  "shampoo",
  "soap",
  "dog",
] as const)("%s needs the parameters", (name) => {
  expect(() => update(optim[name]({ learningRate }))).toThrow(
    whole(`${name}: needs context.params, got none. Pass { params } as the third argument of update.`),
  );
});

it("asks for the objective whose curvature it is to find", () => {
  expect(() => update(optim.sophia({ learningRate, key }), { params })).toThrow(
    whole(
      "sophia: needs context.objective, got none. Pass { params, objective } as the third argument of update.",
    ),
  );
});

it("names leaves that do not match", () => {
  const other = { params: { weight: tensor([[1, 2]]) } };
  expect(() => update(optim.sm3({ learningRate }), other)).toThrow(
    expect.objectContaining({
      message: "sm3: trees must have the same structure, got leaves weight, bias and weight.",
    }),
  );
});

it("takes nothing but matrices for Muon", () => {
  expect(() => update(optim.muon({ learningRate, matrices: true }), { params })).toThrow(
    expect.objectContaining({
      message:
        "muon({ matrices }): leaves must have rank 2, got shape [1]. Leave the others to AdamW: by default matrices are the leaves of rank 2.",
      code: "SHAPE",
    }),
  );
  const masked = () => update(optim.muon({ learningRate, matrices: { weight: true } }), { params });
  expect(masked).toThrow(
    whole(
      "muon({ matrices }): the mask must follow the parameters, which have parameters at bias, got nothing there. Give a boolean for every leaf or branch, a pattern of paths, or a function of path and leaf.",
    ),
  );
});
