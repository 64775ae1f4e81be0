import { solve, sqrt, type Tensor, tensor } from "glissade";
import { describe, expect, it } from "vitest";

const f64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: "float64" });
const square = (x: Tensor) => x.square();

describe("bad input", () => {
  const from = (x0: Tensor, options?: solve.LeastSquaresOptions<Tensor>) =>
    solve.leastSquares(square, x0, options);

  it("a start where residuals are not finite", async () => {
    await expect(
      solve.leastSquares(
        (x: Tensor) => x.log(),
        f64([
          [1, -1],
          [-2, 0],
        ]),
      ),
    ).rejects.toThrow(
      "leastSquares(x0): residuals and derivatives must be finite here, got NaN for residual[0, 1], residual[1, 0], residual[1, 1]. Start where the residuals are defined and smooth.",
    );
  });

  it("a start where derivatives are not finite", async () => {
    await expect(solve.leastSquares(({ p }: { p: Tensor }) => sqrt(p), { p: f64([1, 0]) })).rejects.toThrow(
      "leastSquares(x0): residuals and derivatives must be finite here, got NaN for the derivative of residual[0] for p[1], the derivative of residual[1] for p[1]. Start where the residuals are defined and smooth.",
    );
  });

  it.each([
    [
      "a start outside",
      { bounds: { lower: 0, upper: 1 } },
      "leastSquares(x0): x[1] must be within its bounds, got 5 for [0, 1]. Start inside, or move the bounds.",
    ],
    [
      "bounds the wrong way round",
      { bounds: { lower: 1, upper: f64([1, 0]) } },
      "leastSquares({ bounds }): lower must not be above upper, got 1 and 0 for x[1].",
    ],
    [
      "squares that overflow",
      { loss: (s) => [s * 1e308 * 10, 1, 0] },
      "leastSquares: the cost must be finite at the start, got Infinity of finite residuals. Divide residuals by their size, or mend the loss.",
    ],
    [
      "bounds of another size",
      { bounds: { lower: f64([0]) } },
      "leastSquares({ bounds.lower }): must be as large as the parameters, got 1 elements for 2.",
    ],
    [
      "a scale of 0",
      { scale: f64([1, 0]) },
      "leastSquares({ scale }): must be positive and finite, got 0 for x[1].",
    ],
    [
      "blocks that do not fit",
      { blockSize: 3 },
      "leastSquares({ blockSize }): must divide the number of residuals, got 3 for 2.",
    ],
    [
      "a broken block",
      { blockSize: 0.5 },
      "leastSquares({ blockSize }): must be a positive integer, got 0.5.",
    ],
    [
      "a tolerance that is no number",
      { valueTolerance: Number.NaN },
      "leastSquares({ valueTolerance }): must be finite and not negative, got NaN.",
    ],
    [
      "negative iterations",
      { maxIterations: -1 },
      "leastSquares({ maxIterations }): must be an integer of at least 0, got -1.",
    ],
  ] satisfies [string, solve.LeastSquaresOptions<Tensor>, string][])("%s", async (_, options, message) => {
    await expect(from(f64([0.5, 5]), options)).rejects.toThrow(message);
  });

  it("no parameters", async () => {
    const { leastSquares, rankReport, root } = solve;
    for (const [where, solver] of Object.entries({ leastSquares, rankReport, root })) {
      const message = `${where}(x0): needs a parameter, got none.`;
      await expect(solver(square, f64([]))).rejects.toThrow(expect.objectContaining({ message }));
    }
  });

  it("other types than float64", async () => {
    await expect(from(tensor([1, 2]))).rejects.toThrow(
      'leastSquares(x0): parameters must be float64, since a Jacobian in float32 hides what it determines, got float32. Make tensors with { dtype: "float64" }.',
    );
    await expect(solve.leastSquares((x: Tensor) => x.cast("float32"), f64([1]))).rejects.toThrow(
      'leastSquares(residual): residuals must be float64, since a Jacobian in float32 hides what it determines, got float32[1]. Make tensors with { dtype: "float64" }.',
    );
    await expect(solve.leastSquares((() => 3) as never, f64([1]))).rejects.toThrow(
      "leastSquares(residual): must return a tensor, got 3.",
    );
    await expect(solve.leastSquares((async () => 3) as never, f64([1]))).rejects.toThrow(
      "leastSquares(residual): must return a tensor, got a promise.",
    );
  });

  it("radii that are not positive", () => {
    expect(() => solve.levenbergMarquardt({ radius: 0 })).toThrow(
      "levenbergMarquardt({ radius }): must be positive and finite, got 0.",
    );
    expect(() => solve.dogleg({ radius: -1 })).toThrow(
      "dogleg({ radius }): must be positive and finite, got -1.",
    );
  });
});
