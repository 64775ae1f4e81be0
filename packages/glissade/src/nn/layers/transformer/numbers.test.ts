/** @file Attention and blocks of transformers against PyTorch: values, first and second gradients, masks. */

import { cast, compile, gelu, grad, nn, random, relu, type Tensor, type Tree, valueAndGrad } from "glissade";
import { describe, expect, test } from "vitest";
import fixture from "../../../../../../test/fixtures/nn_transformer.json" with { type: "json" };
import { expectClose, numbers } from "../../../../../../test/support/close.ts";
import { expectTree, toTensors } from "../../../../../../test/support/tree-values.ts";

type Case = (typeof fixture)[number];
type Inputs = { readonly x: Tensor; readonly context?: Tensor };

/** Some other layer than the types say, which the table hides. */
function layerOf({ kind, options: { heads, activation, ...rest } }: Case): nn.Layer<Tree, object> {
  const options = {
    ...rest,
    ...(activation && { activation: activation === "relu" ? relu : gelu }),
  } as object;
  const make = {
    attention: nn.multiHeadAttention,
    encoder: nn.transformerEncoderBlock,
    decoder: nn.transformerDecoderBlock,
  }[kind as "attention"];
  return make(heads, options) as unknown as nn.Layer<Tree, object>;
}

/** Blocks name their dropout, which has no parameters. */
const own = ({ kind }: Case, params: unknown): object =>
  kind === "attention" ? (params as object) : { ...(params as object), dropout: [] };

const masksOf = ({ masks }: Case): Record<string, Tensor> => {
  const all = toTensors(masks) as Record<string, Tensor>;
  const isCount = (name: string) => /lengths/i.test(name);
  return Object.fromEntries(
    Object.entries(all).map(([name, mask]) => [name, isCount(name) ? cast(mask, "int32") : mask]),
  );
};

const nameOf = ({ kind, options, masks, inputs }: Case, at: number) =>
  `${at}: ${kind} ${JSON.stringify(options)}, ${Object.keys({ ...inputs, ...masks })}`;

describe.each(fixture.map((each, at) => [nameOf(each, at), each] as const))("%s is PyTorch's", (_, each) => {
  const layer = layerOf(each);
  const masks = masksOf(each);
  const params = toTensors(own(each, each.params));
  const inputs = toTensors(each.inputs) as Inputs;
  const dy = toTensors(each.dy) as Tensor;
  const run = (at: Tree, { x, context }: Inputs) =>
    layer.apply(at, { x, ...(context && { context }), ...masks });
  const weigh = (at: Tree, given: Inputs) => run(at, given).mul(dy).sum();

  test("in its outputs", async () => {
    expectClose(await numbers(run(params, inputs)), each.y, 1e-12);
  });

  test("in its gradients", async () => {
    const [, slopes] = valueAndGrad((all: { params: Tree; inputs: Inputs }) => weigh(all.params, all.inputs))(
      {
        params,
        inputs,
      },
    );
    const { x, context, params: first } = each.first;
    await expectTree(slopes, { params: own(each, first), inputs: { x, context } }, 1e-11);
  });

  test("in its second gradients", async () => {
    const power = (at: Tree) =>
      grad((x: Tensor) => weigh(at, { ...inputs, x }))(inputs.x)
        .square()
        .sum();
    await expectTree(await compile(grad(power))(params), own(each, each.second), 1e-9);
  });

  test("in the shapes of its parameters", () => {
    const start = layer.init(random.key(1), { ...inputs });
    const shapes = (tree: unknown): unknown =>
      Object.fromEntries(
        Object.entries(tree as Record<string, { shape?: unknown }>).map(([name, part]) => [
          name,
          part.shape ?? shapes(part),
        ]),
      );
    expect(shapes(start)).toEqual(shapes(params));
  });
});
