/**
 * @file Perceptron: one neuron learns from its mistakes alone, and no line tells XOR apart.
 * @methods perceptron (1957); neuron; bias as a weight on a constant 1
 * @see On the left a line lies between the clouds, found after a few rounds without a mistake. On the right every line has an
 * example on its wrong side, however long the neuron learns.
 */

import { decisionBoundary, panels } from "@glissade/lab/charts";
import { hostRandom } from "glissade/data";
import type { Lesson } from "./support/lesson.ts";

type Point = readonly [number, number];
interface Example {
  readonly point: Point;
  readonly label: 0 | 1;
}

const random = hostRandom(3);
const cloud = (x: number, y: number, label: 0 | 1): Example[] =>
  Array.from({ length: 40 }, () => ({
    point: [x + 0.5 * random.normal(), y + 0.5 * random.normal()],
    label,
  }));

const clouds = [...cloud(-1, -1, 0), ...cloud(1.2, 1, 1)];
const xor = [...cloud(-1, -1, 0), ...cloud(1, 1, 0), ...cloud(-1, 1, 1), ...cloud(1, -1, 1)];

/** Fires where w·x > 0; the last input is 1, so that the last weight is the bias. */
const fires = (weights: readonly number[], [x, y]: Point): 0 | 1 =>
  weights[0]! * x + weights[1]! * y + weights[2]! > 0 ? 1 : 0;

const mistakes = (weights: readonly number[], examples: readonly Example[]): number =>
  examples.filter(({ point, label }) => fires(weights, point) !== label).length;

/** Rosenblatt's rule: w ← w + (label - output)·x, until a round has no mistake. */
function learn(examples: readonly Example[], rounds: number) {
  let weights = [0, 0, 0];
  for (let round = 1; round <= rounds; round++) {
    for (const { point, label } of examples) {
      const error = label - fires(weights, point);
      weights = [weights[0]! + error * point[0], weights[1]! + error * point[1], weights[2]! + error];
    }
    if (mistakes(weights, examples) === 0) return { weights, round };
  }
  return { weights, round: rounds };
}

const [easy, hard] = [learn(clouds, 100), learn(xor, 1000)];
const numbers = {
  cloudMistakes: mistakes(easy.weights, clouds),
  cloudRounds: easy.round,
  xorMistakes: mistakes(hard.weights, xor),
};

const groupsOf = (examples: readonly Example[]) =>
  [0, 1].map((own) => ({
    name: `class ${own}`,
    points: examples.filter(({ label }) => label === own).map(({ point }) => point),
  }));
const picture = (title: string, examples: readonly Example[], weights: readonly number[]) =>
  decisionBoundary({
    title,
    x: "x₁",
    y: "x₂",
    groups: groupsOf(examples),
    classify: (points) => points.map((point) => fires(weights, point)),
  });

export default {
  numbers,
  holds: {
    "two clouds are told apart without a mistake": numbers.cloudMistakes === 0,
    "XOR is not: at least a quarter is wrong": numbers.xorMistakes >= xor.length / 4,
  },
  figure: panels({
    charts: [await picture("Two clouds", clouds, easy.weights), await picture("XOR", xor, hard.weights)],
  }),
} satisfies Lesson;
