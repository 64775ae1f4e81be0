import { expect, test } from "vitest";
import { numbers } from "../../../../../test/support/close.ts";
import * as functions from "../../index.ts";
import * as activations from "./activations.ts";

const { nn, random, tensor } = functions;

const x = tensor([
  [-3, -0.5, 0, 2],
  [4, 0.25, -1, 1],
]);
const layers = Object.entries(activations).map(([name, make]) => [name, make()] as const);
const named = functions as unknown as Record<string, (x: functions.Tensor) => functions.Tensor>;
const apply = ({ init, apply }: functions.nn.Layer<functions.nn.None>) => apply(init(random.key(1), x), x);

test.each(layers)("%s is the function as a layer", async (name, layer) => {
  expect(layer.name).toBe(`${name}()`);
  expect(await numbers(apply(layer))).toEqual(await numbers(named[name]!(x)));
});

test.each([
  ["elu({ alpha: 0.5 })", nn.elu({ alpha: 0.5 }), functions.elu(x, { alpha: 0.5 })],
  ["celu({ alpha: 0.5 })", nn.celu({ alpha: 0.5 }), functions.celu(x, { alpha: 0.5 })],
  ["leakyRelu({ slope: 0.2 })", nn.leakyRelu({ slope: 0.2 }), functions.leakyRelu(x, { slope: 0.2 })],
  [
    'gelu({ approximate: "tanh" })',
    nn.gelu({ approximate: "tanh" }),
    functions.gelu(x, { approximate: "tanh" }),
  ],
] as const)("%s passes its options on", async (name, layer, expected) => {
  expect(layer.name).toBe(name);
  expect(await numbers(apply(layer))).toEqual(await numbers(expected));
});
