/** @file The landscapes that optimizers are tried on, with their known minima. */

/** Ends of an axis. */
export type Ends = readonly [low: number, high: number];

/** What is known of a function besides its text. */
export interface Terrain {
  /** Where a path starts unless told otherwise. */
  readonly start: readonly number[];
  /** The part that a picture shows, per variable. */
  readonly box: readonly Ends[];
  /** Points of the box, the lowest first; of functions with very many, the lowest alone. */
  readonly minima: readonly (readonly number[])[];
}

export interface TestFunction extends Terrain {
  readonly text: string;
  readonly about: string;
}

const square = (low: number, high: number): Terrain["box"] => [
  [low, high],
  [low, high],
];

/** The default starts are those of the texts that each comes from, or such that methods differ. */
export const testFunctions: Readonly<Record<string, TestFunction>> = {
  quadratic: {
    text: "x^2 + 2y^2",
    about: "a bowl",
    start: [-5, -2],
    box: [
      [-6, 2],
      [-3, 3],
    ],
    minima: [[0, 0]],
  },
  "ill-conditioned": {
    text: "0.1x^2 + 2y^2",
    about: "a bowl twenty times steeper in y than in x",
    start: [-5, -2],
    box: [
      [-6, 2],
      [-3, 3],
    ],
    minima: [[0, 0]],
  },
  canyon: {
    text: "6x^2 + 40y^2 - 12x - 30y + 3",
    about: "a narrow valley along x",
    start: [-0.5, 2.3],
    box: [
      [-1, 3],
      [-1.5, 2.5],
    ],
    minima: [[1, 0.375]],
  },
  "two-minima": {
    text: "-2exp(-0.5((x + 1)^2 + (y - 1)^2)) - exp(-0.5((x - 1)^2 + (y + 1)^2))",
    about: "a deep and a shallow pit",
    start: [0.7, -0.2],
    box: square(-2.5, 2.5),
    minima: [
      [-0.9803836355776621, 0.9803836355776621],
      [0.8939741041006756, -0.8939741041006756],
    ],
  },
  rosenbrock: {
    text: "(1 - x)^2 + 100(y - x^2)^2",
    about: "a bent valley, almost flat along its floor",
    start: [-1.2, 1],
    box: [
      [-2, 2],
      [-1, 3],
    ],
    minima: [[1, 1]],
  },
  beale: {
    text: "(1.5 - x + x * y)^2 + (2.25 - x + x * y^2)^2 + (2.625 - x + x * y^3)^2",
    about: "plateaus with steep edges",
    start: [1, 1],
    box: square(-4, 4),
    minima: [[3, 0.5]],
  },
  himmelblau: {
    text: "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    about: "four minima of the same depth",
    start: [0, 0],
    box: square(-5, 5),
    minima: [
      [3, 2],
      [-2.805118086952745, 3.131312518250573],
      [-3.779310253377747, -3.2831859912861696],
      [3.5844283403304917, -1.8481265269644036],
    ],
  },
  rastrigin: {
    text: "20 + x^2 + y^2 - 10cos(2pi * x) - 10cos(2pi * y)",
    about: "a bowl full of pits",
    start: [-2, 3.5],
    box: square(-4, 4),
    minima: [[0, 0]],
  },
  ackley: {
    text: "20 + e - 20exp(-0.2sqrt((x^2 + y^2) / 2)) - exp((cos(2pi * x) + cos(2pi * y)) / 2)",
    about: "ripples around a sharp funnel, which has no gradient at its tip",
    start: [-2.3, 1.7],
    box: square(-5, 5),
    minima: [[0, 0]],
  },
  "styblinski-tang": {
    text: "(x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y) / 2",
    about: "four minima, one of them the deepest",
    start: [1, -0.5],
    box: square(-5, 5),
    minima: [
      [-2.903534027771177, -2.903534027771177],
      [2.746802770990837, -2.903534027771177],
      [-2.903534027771177, 2.746802770990837],
      [2.746802770990837, 2.746802770990837],
    ],
  },
  saddle: {
    text: "x^2 - y^2",
    about: "falls to both sides of a pass; no minimum",
    start: [-1.5, 0.01],
    box: square(-2, 2),
    minima: [],
  },
  "x-cos": {
    text: "x * cos(pi * x)",
    about: "a shallow and a deep minimum of one variable",
    start: [-0.8],
    box: [[-1, 2]],
    minima: [[1.0904082219467213], [-0.2738526868008509]],
  },
};
