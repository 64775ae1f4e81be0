import { solve } from "glissade";
import { describe, expect, it } from "vitest";
import { expectClose } from "../../../../../test/support/close.ts";
import { correct, type Loss, robustCost, squares } from "./robust.ts";

const vector = (values: readonly number[]) => Float64Array.from(values);
const { huber, softL1, cauchy, arctan, tukey } = solve;

describe.each(Object.entries({ huber, softL1, cauchy, arctan, tukey }))("%s", (name, make) => {
  it("counts small residuals in full and large ones less", () => {
    const loss = make(2);
    expect(loss(0).slice(0, 2)).toEqual([0, 1]);
    expectClose([loss(1e-12)[0] / 1e-12], [1], 1e-11);
    expect(loss(100)[0]).toBeLessThan(50);
    expect(loss(3)[2]).toBeLessThanOrEqual(0);
  });

  it.each([0.3, 1.7, 5, 40])("has the derivatives that it gives at %d", (s) => {
    const [loss, h] = [make(2), 1e-5 * s];
    const [low, high] = [loss(s - h), loss(s + h)];
    const [, first, second] = loss(s);
    expectClose([(high[0] - low[0]) / (2 * h), (high[1] - low[1]) / (2 * h)], [first, second], 1e-8);
  });

  it.each([0, -1, Number.NaN])("refuses the scale %d", (scale) => {
    expect(() => make(scale)).toThrow(`${name}(scale): must be positive and finite, got ${scale}.`);
  });
});

describe("correct", () => {
  const plain = {
    residuals: vector([0.5, -1, 2, 0.25]),
    jacobian: vector([1, 2, 0, -1, 3, 1, 0.5, 2, -1, 1, 0, 2]),
  };
  const row = (index: number) => plain.jacobian.slice(3 * index, 3 * index + 3);
  const pairs = [0, 1, 2].flatMap((a) => [0, 1, 2].map((b) => [a, b] as const));

  /** ρ′JᵀJ + 2ρ″Jᵀf·fᵀJ over blocks of two, and the gradient ρ′Jᵀf. */
  function expected(loss: Loss) {
    const blocks = [0, 2].map((from) => {
      const [f, J] = [plain.residuals.slice(from, from + 2), [row(from), row(from + 1)]];
      const [, first, second] = loss(f[0]! ** 2 + f[1]! ** 2);
      const along = [0, 1, 2].map((column) => f[0]! * J[0]![column]! + f[1]! * J[1]![column]!);
      const squares = pairs.map(([a, b]) => J[0]![a]! * J[0]![b]! + J[1]![a]! * J[1]![b]!);
      return {
        gradient: along.map((value) => first * value),
        hessian: pairs.map(
          ([a, b], at) => first * squares[at]! + 2 * Math.max(0, second) * along[a]! * along[b]!,
        ),
      };
    });
    const sum = (key: "gradient" | "hessian") =>
      blocks[0]![key].map((value, at) => value + blocks[1]![key][at]!);
    return { gradient: sum("gradient"), hessian: sum("hessian") };
  }

  const growing: Loss = (s) => [s + s * s, 1 + 2 * s, 2];
  it.each([
    ["second", growing],
    ["first", cauchy(0.7)],
  ])("agrees with the robust cost to %s order", (_, loss) => {
    const { residuals: f, jacobian: J } = correct(plain, { loss, blockSize: 2 });
    const columns = [0, 1, 2].map((column) => J.filter((_, at) => at % 3 === column));
    const product = (x: Float64Array, y: Float64Array) =>
      x.reduce((sum, value, at) => sum + value * y[at]!, 0);
    const { gradient, hessian } = expected(loss);
    expectClose(
      columns.map((column) => product(column, f)),
      gradient,
    );
    expectClose(
      pairs.map(([a, b]) => product(columns[a]!, columns[b]!)),
      hessian,
    );
  });

  it("changes nothing without a loss", () => {
    expect(correct(plain, { loss: squares, blockSize: 1 })).toEqual(plain);
    expect(robustCost(plain.residuals, { loss: squares, blockSize: 1 })).toBe(2.65625);
  });
});
