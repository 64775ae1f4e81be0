import { describe, expect, test } from "vitest";
import golden from "../../../../../test/fixtures/schedules.json" with { type: "json" };
import shortOptax from "../../../../../test/fixtures/short_cycles_optax.json" with { type: "json" };
import shortTorch from "../../../../../test/fixtures/short_cycles_torch.json" with { type: "json" };
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import { arange, compile, optim, type Tensor, tensor, vmap } from "../../index.ts";

const {
  constant,
  cosine,
  cosineRestarts,
  cyclic,
  exponential,
  interpolated,
  inverseTime,
  join,
  multiStep,
  oneCycle,
  piecewise,
  polynomial,
  step,
  warmUp,
} = optim.schedules;

const start = 0.1;
const third = start / 3;
const cycle = { low: 0.01, high: 0.1, up: 3 };
const decreasing = cosineRestarts({ start, steps: 3, growth: 2, decay: 0.5 });

/** Equals, by the names of the fixture. */
const ours: Readonly<Record<"optax" | "torch", Readonly<Record<string, optim.Schedule>>>> = {
  optax: {
    polynomial: polynomial({ start, end: 0.01, steps: 10, power: 2 }),
    polynomial_begin: polynomial({ start, end: 0.01, steps: 10, power: 1.5, begin: 3 }),
    exponential: exponential({ start, rate: 0.5, steps: 2 }),
    exponential_staircase: exponential({ start, rate: 0.5, steps: 2, staircase: true }),
    exponential_begin: exponential({ start, rate: 0.7, steps: 3, begin: 4 }),
    exponential_begin_staircase: exponential({ start, rate: 0.7, steps: 3, begin: 4, staircase: true }),
    exponential_least: exponential({ start, rate: 0.5, steps: 2, end: 0.02 }),
    exponential_greatest: exponential({ start, rate: 1.5, steps: 2, end: 0.4 }),
    cosine: cosine({ start, steps: 10 }),
    cosine_end: cosine({ start, steps: 10, end: 0.2 }),
    cosine_exponent: cosine({ start, steps: 10, end: 0.2, exponent: 1.5 }),
    cosine_restarts: decreasing,
    piecewise: piecewise(start, { 3: 0.1, 6: 0.5 }),
    interpolated_linear: interpolated({ 0: start, 4: 0.05, 8: 0.005 }),
    interpolated_cosine: interpolated({ 0: start, 4: 0.05, 8: 0.005 }, "cosine"),
    warm_up_constant: warmUp(constant(start), { steps: 3, start: 0.01 }),
    warm_up_cosine: warmUp(cosine({ start, steps: 7, end: 0.1 }), { steps: 3 }),
    warm_up_exponential: warmUp(exponential({ start, rate: 0.5, steps: 2 }), { steps: 3 }),
    one_cycle_cosine: oneCycle({ peak: start, steps: 10 }),
    one_cycle_linear: oneCycle({ peak: start, steps: 10, shape: "linear", back: 0.85 }),
    join: join(
      [
        constant(start),
        polynomial({ start: 0.2, end: 0, steps: 5 }),
        exponential({ start: 0.3, rate: 0.9, steps: 1 }),
      ],
      [4, 9],
    ),
  },
  torch: {
    step: step({ start, every: 3 }),
    multi_step: multiStep({ start, milestones: [2, 5, 11], factor: 0.5 }),
    constant: piecewise(third, { 5: 3 }),
    linear: warmUp(constant(start), { steps: 5, start: third }),
    exponential: exponential({ start, rate: 0.9, steps: 1 }),
    polynomial: polynomial({ start, end: 0, steps: 5, power: 2 }),
    inverse_time: inverseTime({ start, rate: 0.5, steps: 4 }),
    cosine: cosine({ start, steps: 5, end: 0.2, periodic: true }),
    cosine_restarts: cosineRestarts({ start, steps: 4, end: 0.1 }),
    cosine_restarts_growing: cosineRestarts({ start, steps: 4, growth: 2 }),
    cosine_restarts_tripling: cosineRestarts({ start, steps: 1, growth: 3 }),
    one_cycle_cosine: oneCycle({ peak: start, steps: 24, inclusive: true }),
    one_cycle_linear: oneCycle({ peak: start, steps: 24, shape: "linear", inclusive: true }),
    cyclic: cyclic(cycle),
    cyclic_uneven: cyclic({ ...cycle, down: 5 }),
    cyclic_halving: cyclic({ ...cycle, shape: "triangular2" }),
    cyclic_exponential: cyclic({ ...cycle, shape: "exponential", decay: 0.9 }),
    sequential: join([piecewise(0.01, { 2: 10 }), exponential({ start, rate: 0.9, steps: 1 })], [4]),
  },
};

/** All of them in one program. */
const values = (schedules: Readonly<Record<string, optim.Schedule>>, count: number) =>
  compile((steps: Tensor) =>
    Object.fromEntries(Object.entries(schedules).map(([name, each]) => [name, vmap(each)(steps)])),
  )(arange(count, { dtype: "int32" }));

describe.each(["optax", "torch"] as const)("%s", (library) => {
  const theirs: Readonly<Record<string, readonly number[]>> = golden[library];

  test("has no schedule without ours", () => {
    expect(Object.keys(ours[library])).toEqual(Object.keys(theirs));
  });

  // PyTorch multiplies step by step, and rounds as often.
  test("gives the same values", async () => {
    const found = await values(ours[library], 24);
    for (const [name, tensor] of Object.entries(found)) {
      expectClose(await numbers(tensor), theirs[name]!, 1e-14);
    }
  });
});

test("a schedule is float64, and one program for all steps", async () => {
  const schedule = compile(warmUp(cosine({ start, steps: 10 }), { steps: 4 }));
  const rates: number[] = [];
  for (const count of [0, 2, 4, 9]) {
    const rate = await schedule(tensor(count, { dtype: "int32" }));
    expect(rate.dtype).toBe("float64");
    rates.push(await rate.item());
  }
  expectClose(rates, [0, 0.05, 0.1, 0.05]);
  expect(schedule.programs).toBe(1);
});

test("restarts come at their step however many there were", async () => {
  const schedule = cosineRestarts({ start: 1, steps: 10, growth: 10 });
  const begins = Array.from({ length: 8 }, (_, cycle) => (10 * (10 ** cycle - 1)) / 9);
  const rates = await numbers(vmap(schedule)(tensor(begins, { dtype: "int32" })));
  expectClose(rates, new Array(begins.length).fill(1));
  const before = begins.slice(1).map((begin) => begin - 1);
  const last = await numbers(vmap(schedule)(tensor(before, { dtype: "int32" })));
  expect(Math.max(...last)).toBeLessThan(0.03);
});

test("options may be tensors, so that vmap goes over them", async () => {
  const starts = tensor([0.1, 0.2], { dtype: "float64" });
  const at = (from: Tensor) => cosine({ start: from, steps: 10 })(tensor(5, { dtype: "int32" }));
  expectClose(await numbers(vmap(at)(starts)), [0.05, 0.1]);
});

describe("cycles of few steps", () => {
  type Cycles = Readonly<Record<string, readonly number[] | null>>;
  type Create = (steps: number) => optim.Schedule;

  const peak = 0.1;
  const cases: readonly (readonly [string, Create, Cycles])[] = [
    ["optax", (steps) => oneCycle({ peak, steps }), shortOptax.cosine],
    ["optax, a late peak", (steps) => oneCycle({ peak, steps, rise: 0.6 }), shortOptax.cosine_late],
    [
      "optax, back at the start",
      (steps) => oneCycle({ peak, steps, shape: "linear", back: 0.85 }),
      shortOptax.linear,
    ],
    ["torch", (steps) => oneCycle({ peak, steps, inclusive: true }), shortTorch.cosine],
    [
      "torch, a late peak",
      (steps) => oneCycle({ peak, steps, inclusive: true, rise: 0.6 }),
      shortTorch.cosine_late,
    ],
    [
      "torch, by lines",
      (steps) => oneCycle({ peak, steps, inclusive: true, shape: "linear" }),
      shortTorch.linear,
    ],
    [
      "torch, two halves",
      (steps) => oneCycle({ peak, steps, inclusive: true, rise: 0.5 }),
      shortTorch.halves,
    ],
  ];

  test.each(cases)("%s", async (_, create, expected) => {
    for (const [steps, values] of Object.entries(expected)) {
      if (values === null) continue;
      const schedule = vmap(create(Number(steps)));
      expectClose(await numbers(schedule(arange(values.length, { dtype: "int32" }))), values, 1e-9);
    }
  });

  test("a phase without steps leaves its end, where PyTorch divides by zero", async () => {
    const schedule = vmap(oneCycle({ peak, steps: 2, inclusive: true, rise: 0.5 }));
    expectClose(await numbers(schedule(tensor([0, 1], { dtype: "int32" }))), [0.1, 4e-7]);
  });

  test("a milestone that stands twice counts twice", async () => {
    const schedule = vmap(multiStep({ start: 0.1, milestones: [2, 2, 5], factor: 0.5 }));
    expectClose(
      await numbers(schedule(arange(8, { dtype: "int32" }))),
      shortTorch.repeated_milestones,
      1e-14,
    );
  });
});
