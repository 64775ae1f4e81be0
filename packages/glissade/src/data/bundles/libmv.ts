/** @file The bundle adjustment problems of libmv and Blender, in a binary format. */

import { DataError } from "../../errors.ts";
import { type ParseOptions, readParse, requireBytes } from "../parse-options.ts";
import { angleAxisOfMatrix } from "./angle-axis.ts";
import { type BundleProblem, checkBundleProblem, intrinsicNames } from "./bundle-problem.ts";

/**
 * Problem of the bytes of a libmv file, cameras by number of image and points by number of track. The
 * file says that its observations are in pixels, or normalised by intrinsics that are then trivial: the
 * same equations hold for both.
 *
 * @throws DataError where the bytes are of another format, too few or too many, or the problem is impossible.
 */
export function parseLibmv(bytes: Uint8Array, options?: ParseOptions): BundleProblem {
  const { where = "parseLibmv" } = readParse("parseLibmv", options);
  requireBytes("parseLibmv", bytes);
  const fields = fieldsOf(bytes, where);
  const { integer, count, floats } = fields;
  const intrinsics = floats(intrinsicNames.brown.length, "intrinsics");
  const images = numbered(fields, 12, { part: "cameras", where });
  const tracks = numbered(fields, 3, { part: "points", where });
  const seen = Array.from({ length: count("observations") }, () => ({
    image: integer("observations"),
    track: integer("observations"),
    pixel: floats(2, "observations"),
  }));
  fields.end();
  const problem: BundleProblem = {
    model: "brown",
    cameras: Float64Array.from(images.rows.flatMap(cameraOf)),
    intrinsics: Float64Array.from(intrinsics),
    points: Float64Array.from(tracks.rows.flat()),
    cameraIndex: Int32Array.from(seen, ({ image }) => images.position(image)),
    pointIndex: Int32Array.from(seen, ({ track }) => tracks.position(track)),
    observations: Float64Array.from(seen.flatMap(({ pixel }) => pixel)),
  };
  return checkBundleProblem(problem, where);
}

/** Rotation column by column, then translation. */
function cameraOf(numbers: readonly number[]): number[] {
  const byRow = [0, 1, 2].flatMap((row) => [row, row + 3, row + 6].map((at) => numbers[at]!));
  return [...angleAxisOfMatrix(byRow), ...numbers.slice(9)];
}

interface Fields {
  integer(part: string): number;
  /** How many cameras, points or observations follow. */
  count(part: string): number;
  floats(count: number, part: string): number[];
  /** Throws where bytes are left. */
  end(): void;
}

/** Reads one field after the other, in the order of bytes that the file names. */
function fieldsOf(bytes: Uint8Array, where: string): Fields {
  const littleEndian = isLittleEndian(bytes, where);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = 2;
  const next = (part: string): number => {
    end += 4;
    if (end <= bytes.length) return end - 4;
    throw new DataError({
      where,
      rule: `truncated: ends within the ${part}, after ${bytes.length} bytes`,
      fix: "Fetch the file again",
    });
  };
  const integer = (part: string) => view.getInt32(next(part), littleEndian);
  return {
    integer,
    count(part) {
      const count = integer(part);
      if (count >= 0) return count;
      throw new DataError({ where, rule: `the number of ${part} must not be negative, got ${count}` });
    },
    floats: (count, part) => Array.from({ length: count }, () => view.getFloat32(next(part), littleEndian)),
    end() {
      if (end === bytes.length) return;
      const fix = "Fetch the file again";
      throw new DataError({
        where,
        rule: `its observations end at byte ${end}, got ${bytes.length} bytes`,
        fix,
      });
    },
  };
}

function isLittleEndian(bytes: Uint8Array, where: string): boolean {
  const mark = String.fromCharCode(...bytes.subarray(0, 2));
  if (/^[vV][PN]$/.test(mark)) return mark[0] === "v";
  throw new DataError({
    where,
    rule: `not a libmv problem: it must begin with v or V, then P or N, got ${JSON.stringify(mark)}`,
  });
}

interface Part {
  readonly part: "cameras" | "points";
  readonly where: string;
}

interface Numbered {
  /** Of each record, in the order of the numbers that the file gives them. */
  readonly rows: readonly (readonly number[])[];
  /** Where the one with a number is among them. */
  position(number: number): number;
}

function numbered({ count, integer, floats }: Fields, width: number, { part, where }: Part): Numbered {
  const records = new Map<number, readonly number[]>();
  const total = count(part);
  for (let record = 0; record < total; record++) {
    const number = integer(part);
    if (records.has(number))
      throw new DataError({ where, rule: `the ${part} must have different numbers, got ${number} twice` });
    records.set(number, floats(width, part));
  }
  const order = [...records.keys()].sort((a, b) => a - b);
  const positions = new Map(order.map((number, position) => [number, position]));
  return {
    rows: order.map((number) => records.get(number)!),
    position(number) {
      const position = positions.get(number);
      if (position !== undefined) return position;
      throw new DataError({
        where,
        rule: `an observation names number ${number}, which none of the ${part} has`,
      });
    },
  };
}
