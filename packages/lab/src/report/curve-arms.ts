/** @file The training losses of a result as its chart takes them. */

import type { CurveArm } from "../charts/curves.ts";
import type { ArmResult } from "../results/result.ts";

export const curveArms = (arms: readonly ArmResult[]): readonly CurveArm[] =>
  arms.map(({ name, runs }) => ({
    name,
    runs: runs.map(({ status, steps, curve }) => ({
      ...{ status, steps },
      curve: curve.map(({ step, value }) => ({ step, loss: value })),
    })),
  }));
