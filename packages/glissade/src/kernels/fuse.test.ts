/** @file The choice of kernels, in programs that chance writes. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { apply, applyAll } from "../graph/apply.ts";
import { operationsOf } from "../graph/cost.ts";
import type { Lane, LaneMath } from "../graph/lane.ts";
import { optimize } from "../graph/optimize.ts";
import { print } from "../graph/print.ts";
import { graphOf, interpret } from "../graph/subgraph.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Graph } from "../graph/walk.ts";
import { add, maximum, mul, neg, sub } from "../ops/elementwise/arithmetic.ts";
import { cast } from "../ops/elementwise/cast.ts";
import { greater, less, where } from "../ops/elementwise/compare.ts";
import { expm1 } from "../ops/elementwise/exponential.ts";
import { pow } from "../ops/elementwise/pow.ts";
import { atan2 } from "../ops/elementwise/trigonometric.ts";
import { abs, Relu, relu, square } from "../ops/elementwise/unary.ts";
import { fusions } from "../ops/index.ts";
import { matmul } from "../ops/linalg/matmul.ts";
import { logSumExp } from "../ops/reduce/log-sum-exp.ts";
import { max } from "../ops/reduce/reduce.ts";
import { TopK } from "../ops/reduce/sort.ts";
import { all } from "../ops/reduce/statistics.ts";
import { sum } from "../ops/reduce/sum.ts";
import { reshape, transpose } from "../ops/shape/layout.ts";
import { fuseKernels } from "./fuse.ts";
import { Fused } from "./fused.ts";
import { planOfGraph } from "./kernel.ts";
import { LaneBuilder } from "./lanes.ts";
import { expectSame, numbersFor } from "./testing.ts";

type Step = { readonly kind: number; readonly left: number; readonly right: number };

/** Each takes one or two of the tensors so far; numbers stay small, so that sums stay exact enough. */
const steps: readonly ((x: Tensor, y: Tensor) => Tensor)[] = [
  (x, y) => add(x, y),
  (x, y) => sub(x, mul(y, 0.5)),
  (x, y) => maximum(x, y),
  (x) => relu(x),
  (x) => neg(abs(x)),
  (x) => mul(square(x), 0.1),
  (x, y) => where(greater(x, y), x, y),
  (x) => (x.rank > 0 ? mul(sum(x, { axis: -1, keepDims: true }), 1 / x.shape.at(-1)!) : x),
  (x) => (x.rank > 0 ? mul(sum(x, { axis: 0, keepDims: true }), 1 / x.shape[0]!) : x),
  (x) => (x.rank > 0 ? sub(x, max(x, { axis: -1, keepDims: true })) : x),
  (x) => mul(sum(x), 1 / x.size),
  (x) => reshape(x, [x.size]),
  (x) => (x.rank === 2 ? reshape(x, [1, ...x.shape]) : x),
  (x) => cast(cast(greater(x, 0.1234567), "int32"), x.dtype),
  (x) => (x.rank === 2 ? mul(matmul(x, transpose(x)), 1 / x.shape[1]!) : x),
];

const program = fc.record({
  rows: fc.integer({ min: 1, max: 9 }),
  columns: fc.integer({ min: 1, max: 37 }),
  steps: fc.array(fc.record({ kind: fc.nat(steps.length - 1), left: fc.nat(30), right: fc.nat(30) }), {
    minLength: 2,
    maxLength: 20,
  }),
});

function graphFrom(
  dtype: "float32" | "float64",
  { rows, columns, steps: list }: { rows: number; columns: number; steps: Step[] },
): Graph {
  const shapes = [[rows, columns], [columns], [rows, 1], []];
  return graphOf(
    shapes.map((shape) => ({ dtype, shape })),
    (...inputs) => {
      const made = [...inputs];
      for (const { kind, left, right } of list) {
        const [x, y] = [made[left % made.length]!, made[right % made.length]!];
        const step = steps[kind]!;
        try {
          made.push(step(x, y));
        } catch {
          // Shapes that do not broadcast.
          made.push(step(x, x));
        }
      }
      return made.slice(-3).filter((each) => each.size <= 5000);
    },
  );
}

/** All kernels of a graph, each on numbers of its own. */
function checkKernels(graph: Graph, tolerance: number): void {
  for (const { op, attributes } of operationsOf(graph)) {
    if (op !== Fused) continue;
    const inner = attributes.graph as Graph;
    expectSame(
      inner,
      inner.inputs.map(({ type }, which) => numbersFor(type, which)),
      tolerance,
    );
  }
}

describe.each([
  ["float32", 3e-6],
  ["float64", 1e-13],
] as const)("%s", (dtype, tolerance) => {
  test("kernels compute what their operations do, and the graph stays the same", () => {
    fc.assert(
      fc.property(program, (given) => {
        const graph = optimize(graphFrom(dtype, given), fusions);
        const joined = fuseKernels(graph);
        checkKernels(joined, tolerance);
        const inputs = graph.inputs.map(({ type }, which) => numbersFor(type, which));
        const [before, after] = [interpret(graph, inputs), interpret(joined, inputs)];
        after.forEach(({ data }, index) => {
          expect([...data]).toEqual([...before[index]!.data]);
        });
      }),
      { numRuns: 150 },
    );
  });
});

test("an update of all leaves is one kernel each", () => {
  const types = [[3, 4], [3, 4], [5], [5]].map((shape) => ({ dtype: "float32" as const, shape }));
  const graph = graphOf(types, (p, g, q, h) => [
    sub(p!, mul(add(g!, mul(p!, 0.1)), 0.01)),
    sub(q!, mul(add(h!, mul(q!, 0.1)), 0.01)),
  ]);
  expect(
    operationsOf(fuseKernels(graph)).map(({ op }) => op.name),
    print(graph),
  ).toEqual(["Fused", "Fused"]);
});

test("no kernels read each other by way of a third", () => {
  const graph = graphOf([{ dtype: "float32", shape: [17, 5] }], (x) => {
    const h = logSumExp(x!, { axis: 0, keepDims: true });
    const angle = atan2(h, cast(all(greater(x!, 0.1)), "float32"));
    const e = expm1(h);
    return [angle, where(less(e, x!), e, x!), pow(h, angle)];
  });
  checkKernels(fuseKernels(optimize(graph, fusions)), 3e-6);
});

test("no operation is left outside of its kernel, and no kernels read each other", () => {
  // {e, f} reads the sum r, and {r, t} would read e.
  const types = [{ dtype: "float32", shape: [4] }] as const;
  const graph = graphOf(types, (x) => {
    const e = relu(mul(add(x!, 1), 2));
    const r = sum(e, { axis: 0, keepDims: true });
    return [mul(square(mul(e, r)), 2), mul(square(sub(r, e)), 2)];
  });
  const names = operationsOf(fuseKernels(optimize(graph, fusions))).map(({ op }) => op.name);
  expect(new Set(names)).toEqual(new Set(["Fused"]));
});

test("a lane of another dtype than its record says is an error", () => {
  const lane = {
    kind: "map",
    each: (math: LaneMath, [x]: readonly Lane[]) => math.convert(x!, "int32"),
  } as const;
  const graph = graphOf([{ dtype: "float32", shape: [4] }], (x) => [apply({ ...Relu, lane }, [x!], {})]);
  expect(() => planOfGraph(graph)).toThrow(
    "the lane of Relu: must give float32, as infer says, got int32. Write math.convert(x, dtype) around the result.",
  );
});

test("operands of different dtypes are an error", () => {
  const lanes = new LaneBuilder();
  expect(() => lanes.add(lanes.input("float32", 0), lanes.input("int32", 1))).toThrow(
    "lane: add takes values of one dtype that has it, got float32 and int32. Write math.convert(x, dtype) around one of them.",
  );
});

test("what reads different results of one operation is not one loop nest", () => {
  const graph = graphOf([{ dtype: "float32", shape: [6] }], (x) => {
    const [values, indices] = applyAll(TopK, [x!], { axis: 0, k: 5, largest: true });
    return [mul(square(values!), 2), mul(square(cast(indices!, "float32")), 2)];
  });
  for (const { op, attributes } of operationsOf(fuseKernels(optimize(graph, fusions))))
    if (op === Fused) expect(planOfGraph(attributes.graph as Graph)!.lengths).toHaveLength(1);
});
