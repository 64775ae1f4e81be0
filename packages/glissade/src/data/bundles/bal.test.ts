import { expect, test } from "vitest";
import { formatBal, parseBal } from "./bal.ts";

/** Two cameras, three points, four observations. */
const text = `2 3 4
0 0 -3.859900e+02 3.871200e+02
1 0 -38.44 492.12
0 2 7 -8.5
1 1 1e-3 0
0.1
-0.2
0.3
1
2
3
500
-1e-7
2e-13
0 0 0 4 5 6 501 0.25 0.125
1 2 3
4 5 6
7 8 9
`;

test("a problem, one number per line or many", () => {
  expect(parseBal(text, { where: "problem.txt" })).toEqual({
    model: "snavely",
    cameras: new Float64Array([0.1, -0.2, 0.3, 1, 2, 3, 0, 0, 0, 4, 5, 6]),
    intrinsics: new Float64Array([500, -1e-7, 2e-13, 501, 0.25, 0.125]),
    points: new Float64Array([1, 2, 3, 4, 5, 6, 7, 8, 9]),
    cameraIndex: new Int32Array([0, 1, 0, 1]),
    pointIndex: new Int32Array([0, 0, 2, 1]),
    observations: new Float64Array([-385.99, 387.12, -38.44, 492.12, 7, -8.5, 0.001, 0]),
  });
});

test("what is written gives the same problem when read", () => {
  const problem = parseBal(text, { where: "problem.txt" });
  const irrational = { ...problem, points: problem.points.map((x, i) => x * Math.sqrt(i + 2)) };
  expect(parseBal(formatBal(irrational), { where: "again.txt" })).toEqual(irrational);
});

test("intrinsics that all cameras share are written for each", () => {
  const problem = parseBal(text, { where: "problem.txt" });
  const written = formatBal({ ...problem, intrinsics: new Float64Array([9, 8, 7]) });
  expect([...parseBal(written, { where: "again.txt" }).intrinsics]).toEqual([9, 8, 7, 9, 8, 7]);
});

test.each([
  [
    text.slice(0, -4),
    "p.txt: 2 cameras, 3 points and 4 observations need 46 numbers, got 44. Fetch the file again.",
  ],
  ["", "p.txt: must begin with three counts, got nothing. Fetch the file again."],
  ["1 -1 1", "p.txt: must begin with three counts, got 1, -1, 1. Fetch the file again."],
  ["1 2.5 1", "p.txt: must begin with three counts, got 1, 2.5, 1. Fetch the file again."],
  [
    text.replace("492.12", "BZh9"),
    'p.txt: expected a number, got "BZh9" at position 11. Unpack .bz2 files first.',
  ],
  [text.replace("1 1 1e-3", "2 1 1e-3"), "p.txt: camera of observation 3: must be from 0 to 1, got 2."],
  [text.replace("1 1 1e-3", "1 -1 1e-3"), "p.txt: point of observation 3: must be from 0 to 2, got -1."],
  [
    text.replace("501", "Infinity"),
    'p.txt: expected a number, got "Infinity" at position 35. Unpack .bz2 files first.',
  ],
  [
    text.replace("501", "0x1f5"),
    'p.txt: expected a number, got "0x1f5" at position 35. Unpack .bz2 files first.',
  ],
  [
    text.replace("1 1 1e-3", "0.5 1 1e-3"),
    "p.txt: camera of observation 3: must be an integer of 32 bits, got 0.5.",
  ],
  [
    text.replace("1 1 1e-3", "1 4294967296 1e-3"),
    "p.txt: point of observation 3: must be an integer of 32 bits, got 4294967296.",
  ],
])("bad text %#", (bad, message) => {
  expect(() => parseBal(bad, { where: "p.txt" })).toThrow(expect.objectContaining({ message }));
});

test("another camera model cannot be written", () => {
  expect(() => formatBal({ ...parseBal(text, { where: "p.txt" }), model: "brown" })).toThrow(
    expect.objectContaining({
      message: 'formatBal: the format knows the camera model "snavely" alone, got "brown".',
    }),
  );
});
