/** @file Bundle Adjustment in the Large: the text format of https://grail.cs.washington.edu/projects/bal, unpacked. */

import { DataError } from "../../errors.ts";
import { requireRecord } from "../../options/arguments.ts";
import { parseDecimal } from "../decimal.ts";
import { type ParseOptions, readParse, requireText } from "../parse-options.ts";
import { type BundleProblem, checkBundleProblem, countsOf, intrinsicNames } from "./bundle-problem.ts";

const INTRINSICS = intrinsicNames.snavely.length;

/** Angle-axis, translation, intrinsics. */
const CAMERA = 6 + INTRINSICS;

/** Camera, point, x, y. */
const OBSERVATION = 4;

/**
 * Problem of the text of a BAL file: the counts of cameras, points and observations, four numbers per observation
 * (camera, point, x, y), nine per camera and three per point.
 *
 * @example
 * const text = "1 1 1 \n 0 0 -3 4 \n 0 0 0 0 0 0 500 0 0 \n 0 0 -2";
 * parseBal(text, { where: "one.txt" }).observations; // [-3, 4]
 *
 * @throws DataError where the text is of another format, has more or fewer numbers, or the problem is impossible.
 */
export function parseBal(text: string, options?: ParseOptions): BundleProblem {
  const { where = "parseBal" } = readParse("parseBal", options);
  requireText("parseBal", text);
  const numbers = numbersOf(text, where);
  const sizes = sizesOf(numbers, where);
  const [, seen, camera, point] = divide(numbers, sizes);
  const problem: BundleProblem = {
    model: "snavely",
    cameras: columns(camera!, CAMERA, [0, 6]),
    intrinsics: columns(camera!, CAMERA, [6, CAMERA]),
    points: point!,
    cameraIndex: indices(columns(seen!, OBSERVATION, [0, 1]), `${where}: camera`),
    pointIndex: indices(columns(seen!, OBSERVATION, [1, 2]), `${where}: point`),
    observations: columns(seen!, OBSERVATION, [2, 4]),
  };
  return checkBundleProblem(problem, where);
}

/** Integers of 32 bits; whether a camera or point has them is for `checkBundleProblem` to say. */
function indices(numbers: Float64Array, where: string): Int32Array {
  const wrong = numbers.findIndex((number) => (number | 0) !== number);
  if (wrong < 0) return Int32Array.from(numbers);
  throw new DataError({
    where: `${where} of observation ${wrong}`,
    rule: `must be an integer of 32 bits, got ${numbers[wrong]}`,
  });
}

function numbersOf(text: string, where: string): Float64Array {
  const words = text.split(/\s+/).filter((word) => word !== "");
  return Float64Array.from(words, (word, position) => {
    const value = parseDecimal(word);
    if (!Number.isNaN(value)) return value;
    throw new DataError({
      where,
      rule: `expected a number, got ${JSON.stringify(word)} at position ${position + 1}`,
      fix: "Unpack .bz2 files first",
    });
  });
}

/** The sizes of the parts: counts, observations, cameras, points. */
function sizesOf(numbers: Float64Array, where: string): readonly number[] {
  const counts = numbers.slice(0, 3);
  if (counts.length < 3 || !counts.every((count) => Number.isInteger(count) && count >= 0))
    throw malformed(where, `must begin with three counts, got ${counts.join(", ") || "nothing"}`);
  const [cameras = 0, points = 0, observations = 0] = counts;
  const sizes = [3, OBSERVATION * observations, CAMERA * cameras, 3 * points];
  const size = sizes.reduce((sum, part) => sum + part);
  if (numbers.length === size) return sizes;
  const parts = `${cameras} cameras, ${points} points and ${observations} observations`;
  throw malformed(where, `${parts} need ${size} numbers, got ${numbers.length}`);
}

const malformed = (where: string, rule: string): DataError =>
  new DataError({ where, rule, fix: "Fetch the file again" });

function divide(numbers: Float64Array, sizes: readonly number[]): Float64Array[] {
  let start = 0;
  return sizes.map((size) => {
    start += size;
    return numbers.slice(start - size, start);
  });
}

/** Some columns of a table, row by row. */
function columns(table: Float64Array, width: number, [from, to]: readonly [number, number]): Float64Array {
  return table.filter((_, i) => i % width >= from && i % width < to);
}

/**
 * Text of a BAL file with all digits, which gives the same problem when parsed.
 *
 * @example
 * const one = parseBal("1 1 1 \n 0 0 -3 4 \n 0 0 0 0 0 0 500 0 0 \n 0 0 -2", { where: "one.txt" });
 * formatBal(one).split("\n").slice(0, 2); // ["1 1 1", "0 0 -3 4"]
 */
export function formatBal(problem: BundleProblem): string {
  requireRecord("formatBal", problem);
  if (problem.model !== "snavely")
    throw new DataError({
      where: "formatBal",
      rule: `the format knows the camera model "snavely" alone, got "${problem.model}"`,
    });
  const { cameras, points, observations } = countsOf(checkBundleProblem(problem, "formatBal"));
  const seen = Array.from(problem.cameraIndex, (camera, i) => {
    const [x, y] = problem.observations.subarray(2 * i);
    return `${camera} ${problem.pointIndex[i]} ${x} ${y}`;
  });
  const numbers = Array.from({ length: cameras }, (_, camera) => cameraNumbers(problem, camera));
  return `${[`${cameras} ${points} ${observations}`, ...seen, ...numbers.flat(), ...problem.points].join("\n")}\n`;
}

function cameraNumbers({ cameras, intrinsics }: BundleProblem, camera: number): number[] {
  const start = intrinsics.length === INTRINSICS ? 0 : INTRINSICS * camera;
  return [
    ...cameras.subarray(6 * camera, 6 * (camera + 1)),
    ...intrinsics.subarray(start, start + INTRINSICS),
  ];
}
