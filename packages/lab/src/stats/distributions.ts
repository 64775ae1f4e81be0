/** @file Tail areas of the normal and of Student's distribution, to ten digits and more however small they are. */

import { betaFraction } from "./beta.ts";
import { logGammaHalfStep } from "./gamma.ts";

/** From here on 1 + x² is x². */
const FAR = 1e9;

/**
 * P(|T| > |t|) for Student's T with `df` degrees of freedom, which need not be whole.
 * With tan θ = t/√df it is I_x(df/2, ½), x = cos² θ.
 */
export function studentTwoSided(t: number, df: number): number {
  const a = df / 2;
  const tangent = Math.abs(t) / Math.sqrt(df);
  const [sine, cosine] = [1 / Math.hypot(1, 1 / tangent), 1 / Math.hypot(1, tangent)];
  // log(1 + tan²θ) where the square may overflow
  const decay = tangent > FAR ? 2 * Math.log(tangent) : Math.log1p(tangent ** 2);
  // x^a (1-x)^½ / B(a, ½)
  const front = Math.exp(logGammaHalfStep(a) - a * decay) * (sine / Math.sqrt(Math.PI));
  const isTail = cosine ** 2 < (a + 1) / (a + 2.5);
  return isTail
    ? (front / a) * betaFraction(cosine ** 2, a, 0.5)
    : 1 - 2 * front * betaFraction(sine ** 2, 0.5, a);
}

/** The t that |T| exceeds with probability `alpha`: Newton's method, monotone because the tail is convex. */
export function studentCritical(alpha: number, df: number): number {
  const peak = Math.exp(logGammaHalfStep(df / 2)) / Math.sqrt(Math.PI * df);
  let t = 0;
  for (let step = 1; step > 1e-10 * t; t += step) {
    const density = peak * Math.exp((-(df + 1) / 2) * Math.log1p(t ** 2 / df));
    step = (studentTwoSided(t, df) - alpha) / (2 * density);
  }
  return t;
}

/** P(Z > z) for a standard normal Z. */
export function normalSurvival(z: number): number {
  if (z < 0) return 1 - normalSurvival(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return z < 2 ? 0.5 - density * normalSeries(z) : density / normalFraction(z);
}

/** z + z³/3 + z⁵/(3·5) + ... */
function normalSeries(z: number): number {
  let total = 0;
  for (let term = z, k = 1; total + term !== total; k += 2, term *= (z * z) / k) total += term;
  return total;
}

/** Laplace's continued fraction z + 1/(z + 2/(z + 3/(z + ...))): 100 terms are enough from z = 2 on. */
function normalFraction(z: number): number {
  let value = z;
  for (let k = 100; k > 0; k--) value = z + k / value;
  return value;
}

/** The z that a standard normal exceeds with probability `p`: Newton's method on ln P(Z > z), monotone as it is concave. */
export function normalCritical(p: number): number {
  if (p > 0.5) return -normalCritical(1 - p);
  if (p === 0) return Infinity;
  // P(Z > z) ≤ e^(-z²/2), so the search begins on the far side
  let z = Math.sqrt(-2 * Math.log(p));
  for (let step = 1; step > 1e-9; z -= step) {
    const tail = normalSurvival(z);
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    step = (Math.log(p / tail) * tail) / density;
  }
  return z;
}
