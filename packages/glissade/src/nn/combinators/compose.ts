/** @file Composition: parameters, state and a key for each part of a layer, and the new state of all. */

import { ArgumentError, within } from "../../errors.ts";
import type { Tensor } from "../../graph/tensor.ts";
import * as random from "../../random/index.ts";
import type { AnyLayer, AnyStateful, Context, Observe, Variables } from "../layer.ts";
import { requireCall, requireLayer, requirePair, requireStart } from "../layer-checks.ts";
import { lift, lower } from "../lift.ts";
import type { Parts } from "./composed.ts";
import { type PartTree, partTree, variablesOfParts } from "./part-tree.ts";
import { requireOutside } from "./state-in-loops.ts";

/** Applies the part with the number. */
export type CallPart = (part: number, x: unknown) => unknown;

/** The function of the whole, which calls its parts. */
type Body = (call: CallPart, x: unknown, training: boolean) => unknown;

interface Composition {
  readonly name: string;
  readonly parts: Parts;
  readonly body: Body;
}

/** A composition whose parts are layers, in one form. */
interface Whole {
  readonly tree: PartTree;
  readonly layers: readonly AnyStateful[];
  readonly isStateful: boolean;
  readonly isRandom: boolean;
  /** The body; errors name the part that they come from. */
  readonly body: Body;
}

/** Each part with parameters, state and a key of its own. */
export function compose({ name, parts, body }: Composition): AnyLayer {
  const tree = partTree(name, parts);
  const given = Object.values(parts);
  for (const [part, layer] of given.entries()) requireLayer(tree.place(part), layer);
  const isStateful = given.some(({ stateful }) => stateful);
  const isRandom = given.some((part) => part.random);
  const placed: Body = (call, x, training) =>
    body((part, input) => within(tree.place(part), () => call(part, input)), x, training);
  const whole: Whole = { tree, layers: given.map(lift), isStateful, isRandom, body: placed };
  const full: AnyStateful = {
    name,
    random: isRandom,
    stateful: true,
    init: (key, x) => start(whole, key, x),
    apply: (variables, x, context) => applyParts(whole, variables, { x, context }),
  };
  return lower(full, isStateful);
}

/** The variables of each part at their start; running the body finds the shape of its input. */
function start({ tree, layers, body }: Whole, key: Tensor, x: unknown): Variables<unknown, unknown> {
  within(tree.kind, () => requireStart(key, x));
  const keys = random.split(key, layers.length);
  const made: Variables<unknown, unknown>[] = [];
  const call: CallPart = (part, input) => {
    made[part] ??= layers[part]!.init(keys[part]!, input);
    const result = layers[part]!.apply(made[part], input);
    requirePair(result);
    return result[0];
  };
  body(call, x, false);
  // Some parts are for training alone, such as auxiliary outputs.
  if (made.filter(Boolean).length < layers.length) body(call, x, true);
  requireCalls(made, tree);
  return {
    params: tree.build(made.map(({ params }) => params)),
    state: tree.build(made.map(({ state }) => state)),
  };
}

interface Call {
  readonly x: unknown;
  readonly context: Context | undefined;
}

function applyParts(
  { tree, layers, isStateful, isRandom, body }: Whole,
  variables: Variables<unknown, unknown>,
  { x, context }: Call,
): readonly [y: unknown, state: unknown] {
  const own = within(tree.kind, () => {
    requireCall(x, context);
    return variablesOfParts(tree, variables, isStateful);
  });
  const { training, key, observe } = context ?? { training: false };
  const draw = isRandom && key ? keysOfParts(key, layers.length) : () => undefined;
  const states = [...own.state];
  const call: CallPart = (part, input) => {
    const layer = layers[part]!;
    const at = { params: own.params[part], state: states[part] };
    const around = { training, key: layer.random ? draw(part) : undefined };
    const apply = (inner?: Observe) => layer.apply(at, input, { ...around, observe: inner });
    const seen = { part: tree.names[part]!, layer, variables: at, x: input };
    const result: unknown = observe ? observe(seen, apply) : apply();
    requirePair(result);
    states[part] = result[1];
    return result[0];
  };
  const y = body(call, x, training);
  if (isStateful) requireOutside(states, { tree, y, given: { variables, x, key: key ?? [] } });
  return [y, tree.build(states)];
}

/** A key for each part, and another for each further call: weights may be shared, dropout masks are not. */
function keysOfParts(key: Tensor, count: number): (part: number) => Tensor {
  const keys = random.split(key, count);
  const calls = new Array<number>(count).fill(0);
  return (part) => {
    const call = calls[part]!++;
    return call === 0 ? keys[part]! : random.foldIn(keys[part]!, call);
  };
}

function requireCalls(made: readonly unknown[], { names, place }: PartTree): void {
  const unused = names.findIndex((_, part) => !made[part]);
  if (unused < 0) return;
  throw new ArgumentError({
    where: place(unused),
    rule: "every part must be called, got no call",
    fix: "Call it in the body, or leave it out of the parts",
  });
}
