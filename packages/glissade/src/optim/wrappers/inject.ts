/** @file Hyper-parameters in the state, where they can be read and replaced between steps. */

import { ArgumentError } from "../../errors.ts";
import { requireFinite } from "../../graph/operand-checks.ts";
import { Tensor } from "../../graph/tensor.ts";
import { add } from "../../ops/elementwise/arithmetic.ts";
import { requireFunction, requireRecord } from "../../options/arguments.ts";
import { mapValues } from "../../records.ts";
import { flatten, type Tree } from "../../tree.ts";
import { toDouble, zeroSteps } from "../math/moments.ts";
import type { LearningRate } from "../schedules/schedule.ts";
import { requireTransform, type Transform } from "../transform.ts";

/** Scalars by name, float64. */
export type Hyperparameters<Name extends string = string> = { readonly [Each in Name]: Tensor };

export type InjectState<Name extends string = string, Inner extends Tree = Tree> = {
  /** Counts from 0: int32. */
  readonly step: Tensor;
  readonly hyperparameters: Hyperparameters<Name>;
  readonly inner: Inner;
};

/**
 * Makes an optimizer whose hyper-parameters are scalars of its state: `setHyperparameters` changes them between steps,
 * and the compiled step stays. A schedule writes its number there at every step, and is not to be changed.
 *
 * @throws ArgumentError where the optimizer refuses the values.
 *
 * @example
 * const optimizer = optim.inject(optim.sgd, { learningRate: 0.1, momentum: 0.9 });
 * const params = tensor([1]);
 * const state = optim.setHyperparameters(optimizer.init(params), { learningRate: 0.5 });
 * const [updates] = optimizer.update(tensor([2]), state, { params });
 * await updates.data(); // [-1]
 * await state.hyperparameters.momentum.item(); // 0.9
 */
export function inject<Name extends string, Inner extends Tree>(
  create: (values: Hyperparameters<Name>) => Transform<Inner>,
  values: { readonly [Each in Name]: LearningRate },
): Transform<InjectState<Name, Inner>> {
  requireFunction("inject(create)", create);
  requireRecord("inject(values)", values);
  const start = mapValues(values, (value: LearningRate) =>
    typeof value === "function" ? value(zeroSteps()) : value,
  );
  // Numbers are checked where tensors are not.
  create(start as Hyperparameters<Name>);
  const first = create(mapValues(start, toDouble));
  requireTransform("inject(create)", first);
  const valuesAt = ({ step, hyperparameters }: InjectState<Name, Inner>) =>
    mapValues(values, (value: LearningRate, name) =>
      typeof value === "function" ? toDouble(value(step)) : hyperparameters[name],
    );
  return {
    init: (params) => ({
      step: zeroSteps(),
      hyperparameters: mapValues(start, toDouble),
      inner: first.init(params),
    }),
    update(gradients, state, context) {
      const hyperparameters = valuesAt(state);
      const [updates, inner] = create(hyperparameters).update(gradients, state.inner, context);
      return [updates, { step: add(state.step, 1), hyperparameters, inner }];
    },
    gradientPoint:
      first.gradientPoint && ((params, state) => create(valuesAt(state)).gradientPoint!(params, state.inner)),
    evaluationPoint:
      first.evaluationPoint &&
      ((params, state) => create(valuesAt(state)).evaluationPoint!(params, state.inner)),
    learningRate:
      first.learningRate &&
      ((state, next) => create(next.hyperparameters).learningRate!(state.inner, next.inner)),
  };
}

/**
 * The hyper-parameters that `inject` keeps anywhere in a state.
 *
 * @example
 * const optimizer = optim.chain(optim.clipByGlobalNorm(1), optim.inject(optim.adam, { learningRate: 0.01 }));
 * const { learningRate } = optim.hyperparametersOf(optimizer.init(tensor([1, 2])));
 * await learningRate.item(); // 0.01
 */
export function hyperparametersOf(state: Tree): Hyperparameters {
  flatten(state, "hyperparametersOf(state)");
  return findIn(state);
}

function findIn(state: Tree | undefined): Hyperparameters {
  if (state === undefined || state instanceof Tensor) return {};
  const inside = Object.values(state).map((part) => findIn(part));
  return Object.assign({}, isInjected(state) ? state.hyperparameters : {}, ...inside);
}

const isInjected = (state: Tree): state is InjectState => "hyperparameters" in state && "inner" in state;

/**
 * A state with other hyper-parameters, wherever in it `inject` keeps those names.
 *
 * @throws ArgumentError where no transform keeps a name, or a number is not finite.
 *
 * @example
 * const optimizer = optim.chain(optim.clipByGlobalNorm(1), optim.inject(optim.adam, { learningRate: 0.01 }));
 * const state = optim.setHyperparameters(optimizer.init(tensor([1, 2])), { learningRate: 0.001 });
 * await optim.hyperparametersOf(state).learningRate.item(); // 0.001
 */
export function setHyperparameters<State extends Tree>(
  state: State,
  values: Readonly<Record<string, number | Tensor>>,
): State {
  requireRecord("setHyperparameters(values)", values);
  for (const [name, value] of Object.entries(values)) requireFinite(`setHyperparameters({ ${name} })`, value);
  const known = Object.keys(hyperparametersOf(state));
  const unknown = Object.keys(values).find((name) => !known.includes(name));
  if (unknown === undefined) return replace(state, mapValues(values, toDouble)) as State;
  throw new ArgumentError({
    where: "setHyperparameters",
    rule: `must name hyper-parameters of the state (${known.join(", ") || "none"}), got ${unknown}`,
    fix: "Wrap the optimizer with inject() to keep them in its state",
  });
}

function replace(state: Tree, values: Hyperparameters): Tree {
  if (state instanceof Tensor) return state;
  if (Array.isArray(state)) return state.map((part) => replace(part, values));
  const parts = mapValues(state as Readonly<Record<string, Tree>>, (part) => replace(part, values));
  if (!isInjected(parts)) return parts;
  const held = mapValues(parts.hyperparameters, (value: Tensor, name) => values[name] ?? value);
  return { ...parts, hyperparameters: held };
}
