/** @file The covariance of the parameters of a least-squares fit, and their standard errors. */

import { Matrix, QrDecomposition } from "ml-matrix";
import { ArgumentError } from "../../errors.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { positives } from "../../options/ranges.ts";
import { type RankReport, requireFullRank } from "./rank.ts";

export interface CovarianceOptions {
  /** Of a residual; 2·cost/(residuals - parameters) by default. Pass 1 where residuals are in units of their deviation. */
  readonly variance?: number;
}

export interface Covariance {
  /** Of a residual. */
  readonly variance: number;
  /** Residuals less parameters. */
  readonly degreesOfFreedom: number;
  /** Rows and columns in the order of `names`. */
  readonly matrix: readonly (readonly number[])[];
  readonly names: readonly string[];
  /** The roots of the diagonal. */
  readonly standardErrors: Readonly<Record<string, number>>;
}

interface Fit {
  readonly cost: number;
  /** How many residuals there are. */
  readonly count: number;
  readonly names: readonly string[];
  readonly rank: RankReport;
}

const readCovariance = optionsReader<CovarianceOptions>({ variance: kind.within(positives) });

/** s²(JᵀJ)⁻¹ = s²R⁻¹R⁻ᵀ from the triangular factor R of J. */
export function covarianceOf(
  factor: Matrix,
  { cost, count, names, rank }: Fit,
  options: CovarianceOptions,
): Covariance {
  readCovariance("covariance", options);
  requireFullRank("covariance", rank, "Fix one of these parameters");
  const degreesOfFreedom = count - names.length;
  if (degreesOfFreedom <= 0 && options.variance === undefined) {
    throw new ArgumentError({
      where: "covariance",
      rule: `needs more residuals than parameters, got ${count} and ${names.length}`,
      fix: "Pass { variance }, that of a residual",
    });
  }
  const variance = options.variance ?? (2 * cost) / degreesOfFreedom;
  const inverse = new QrDecomposition(factor).solve(Matrix.eye(names.length));
  const matrix = inverse.mmul(inverse.transpose()).mul(variance).to2DArray();
  const standardErrors = Object.fromEntries(
    names.map((name, index) => [name, Math.sqrt(matrix[index]![index]!)]),
  );
  return { variance, degreesOfFreedom, matrix, names, standardErrors };
}
