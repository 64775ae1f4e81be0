import { describe, expect, test } from "vitest";
import { expectClose } from "../../../../../test/support/close.ts";
import { parseLibmv } from "./libmv.ts";

type Field = readonly ["i" | "f", ...number[]];

/** A quarter turn about z, column by column, then the translation. */
const camera = (translation: number) => [0, 1, 0, -1, 0, 0, 0, 0, 1, translation, 0, 5];

/** Images and tracks out of order and with gaps, as the format allows. */
const fields: readonly Field[] = [
  ["f", 500, 320, 240, -0.125, 0.25, 0, 0, 0],
  ["i", 2],
  ["i", 7],
  ["f", ...camera(1)],
  ["i", 3],
  ["f", ...camera(2)],
  ["i", 2],
  ["i", 9],
  ["f", 1, 2, 3],
  ["i", 4],
  ["f", 4, 5, 6],
  ["i", 2],
  ["i", 7, 4],
  ["f", 100.5, 200.25],
  ["i", 3, 9],
  ["f", 300, 400],
];

function encode(mark: string, values: readonly Field[] = fields): Uint8Array {
  const numbers = values.flatMap(([kind, ...each]) => each.map((value) => [kind, value] as const));
  const view = new DataView(new ArrayBuffer(2 + 4 * numbers.length));
  for (const [i, letter] of [...mark].entries()) view.setUint8(i, letter.charCodeAt(0));
  numbers.forEach(([kind, value], i) => {
    const place = [2 + 4 * i, value, mark[0] === "v"] as const;
    if (kind === "i") view.setInt32(...place);
    else view.setFloat32(...place);
  });
  return new Uint8Array(view.buffer);
}

describe.each(["vP", "VP", "vN", "VN"])("a problem marked %s", (mark) => {
  const problem = parseLibmv(encode(mark), { where: "problem.bin" });

  test("has cameras and points by number", () => {
    expect(problem.model).toBe("brown");
    expectClose([...problem.cameras], [0, 0, Math.PI / 2, 2, 0, 5, 0, 0, Math.PI / 2, 1, 0, 5]);
    expect([...problem.intrinsics]).toEqual([500, 320, 240, -0.125, 0.25, 0, 0, 0]);
    expect([...problem.points]).toEqual([4, 5, 6, 1, 2, 3]);
  });

  test("has observations of them", () => {
    expect([...problem.cameraIndex]).toEqual([1, 0]);
    expect([...problem.pointIndex]).toEqual([0, 1]);
    expect([...problem.observations]).toEqual([100.5, 200.25, 300, 400]);
  });
});

/** The fields with one of them replaced. */
const replaced = (position: number, field: Field): Uint8Array => encode("vP", fields.with(position, field));

test.each([
  [
    new TextEncoder().encode("2 3 4"),
    'p.bin: not a libmv problem: it must begin with v or V, then P or N, got "2 ".',
  ],
  [encode("vP").subarray(0, -1), "p.bin: truncated: ends within the observations, after 213 bytes."],
  [encode("vP").subarray(0, 100), "p.bin: truncated: ends within the cameras, after 100 bytes."],
  [encode("vP").subarray(0, 20), "p.bin: truncated: ends within the intrinsics, after 20 bytes."],
  [
    Uint8Array.of(...encode("vP"), 0),
    "p.bin: its observations end at byte 214, got 215 bytes. Fetch the file again.",
  ],
  [replaced(1, ["i", -2]), "p.bin: the number of cameras must not be negative, got -2."],
  [replaced(9, ["i", 9]), "p.bin: the points must have different numbers, got 9 twice."],
  [replaced(12, ["i", 5, 4]), "p.bin: an observation names number 5, which none of the cameras has."],
  [replaced(12, ["i", 7, 0]), "p.bin: an observation names number 0, which none of the points has."],
  [replaced(8, ["f", 1, Number.NaN, 3]), "p.bin: points[4]: must be finite, got NaN."],
])("bad bytes %#", (bytes, message) => {
  const fix = /truncated/.test(message) ? " Fetch the file again." : "";
  expect(() => parseLibmv(bytes, { where: "p.bin" })).toThrow(
    expect.objectContaining({ message: message + fix }),
  );
});
