/** @file Readers on damaged files: a right value or a `DataError`, and never anything else. */

import fc from "fast-check";
import { DataError, fromSafetensors, tensor, toSafetensors, zeros } from "glissade";
import {
  encodeNpy,
  formatBal,
  type NdArray,
  parseBal,
  parseCsv,
  parseIdx,
  parseImage,
  parseLibmv,
  parseNpy,
  parseNpz,
  parseParquet,
  type Table,
} from "glissade/data";
import { describe, expect, it } from "vitest";
import { numberedClasses, toLabels } from "../packages/glissade/src/data/arrays.ts";
import npzFiles from "../packages/glissade/src/data/fixtures/npz.json" with { type: "json" };
import images from "../packages/glissade/src/data/images/fixtures/images.json" with { type: "json" };
import { elementCount, typedArrays } from "../packages/glissade/src/data/nd-array.ts";

import parquetFiles from "../packages/glissade/src/data/tables/fixtures/parquet.json" with { type: "json" };

/** The same bytes in every run, so that a failure can be repeated. */
const RUNS = { seed: 7, numRuns: 2000 };

interface Reader {
  readonly name: string;
  readonly file: Uint8Array;
  /** Reads the bytes, and checks what can be said of any value. */
  read(bytes: Uint8Array): void | Promise<void>;
}

function expectArray({ dtype, shape, data }: NdArray): void {
  expect(shape.every((size) => Number.isSafeInteger(size) && size >= 0)).toBe(true);
  expect(data).toBeInstanceOf(typedArrays[dtype]);
  expect(data.length).toBe(elementCount(shape));
}

function expectTable({ columns, length }: Table): void {
  for (const { values } of columns) {
    expectArray(values);
    expect(values.shape).toEqual([length]);
    expect(Array.from(values.data, Number).every(Number.isFinite)).toBe(true);
  }
}

const text = (value: string) => new TextEncoder().encode(value);
const toText = (bytes: Uint8Array) => new TextDecoder("latin1").decode(bytes);

const array: NdArray = { dtype: "int16", shape: [2, 3], data: Int16Array.of(1, -2, 3, -4, 5, -6) };
const bal = "1 2 2\n0 0 -3.5 4e1\n0 1 2 .5\n.1 .2 .3 1 2 3 500 0 0\n0 0 -2\n1 1 -3\n";
const csv = 'x,"y, z"\r\n1,2.5\r\n\r\n"-3e2", 4\r\n';

const idx = Uint8Array.of(0, 0, 11, 2, 0, 0, 0, 2, 0, 0, 0, 1, 1, 2, 255, 4);

const floats = (...values: number[]) => [...new Uint8Array(Float32Array.from(values).buffer)];
const integers = (...values: number[]) => [...new Uint8Array(Int32Array.from(values).buffer)];

/** One camera, one point and one observation. */
const libmv = Uint8Array.of(
  ...text("vP"),
  ...floats(500, 320, 240, -0.125, 0.25, 0, 0, 0),
  ...integers(1, 7),
  ...floats(0, 1, 0, -1, 0, 0, 0, 0, 1, 1, 0, 5),
  ...integers(1, 4),
  ...floats(1, 2, 3),
  ...integers(1, 7, 4),
  ...floats(100, 200),
);

const tree = { w: tensor([[1.5, -2]]), list: [tensor([1, 0], { dtype: "bool" })] };
const like = { w: zeros([1, 2]), list: [zeros([2], { dtype: "bool" })] };

const readers: readonly Reader[] = [
  { name: "npy", file: encodeNpy(array), read: (bytes) => expectArray(parseNpy(bytes, { where: "a.npy" })) },
  ...npzFiles.map(({ name, bytes }) => ({
    name: `npz of numpy.${name}`,
    file: Uint8Array.from(Buffer.from(bytes, "base64")),
    read: (bytes: Uint8Array) => Object.values(parseNpz(bytes, { where: "a.npz" })).forEach(expectArray),
  })),
  { name: "IDX", file: idx, read: (bytes) => expectArray(parseIdx(bytes, { where: "a.idx" })) },
  {
    name: "CSV",
    file: text(csv),
    read(bytes) {
      const table = parseCsv(toText(bytes), { where: "a.csv" });
      expect(new Set(table.columns.map(({ name }) => name)).size).toBe(table.columns.length);
      expectTable(table);
    },
  },
  {
    name: "Parquet",
    file: Uint8Array.from(Buffer.from(parquetFiles.small, "base64")),
    read: async (bytes) => expectTable(await parseParquet(bytes, { where: "a.parquet" })),
  },
  ...[images.png[0]!, images.jpeg[0]!].map(({ name, bytes }) => ({
    name: `an image, ${name}`,
    file: Uint8Array.from(Buffer.from(bytes, "base64")),
    read: async (bytes: Uint8Array) => expectArray(await parseImage(bytes, { where: "a" })),
  })),
  {
    name: "BAL",
    file: text(bal),
    read(bytes) {
      const problem = parseBal(toText(bytes), { where: "a.txt" });
      expect(parseBal(formatBal(problem), { where: "again.txt" })).toEqual(problem);
    },
  },
  {
    name: "libmv",
    file: libmv,
    read(bytes) {
      const { cameras, cameraIndex, points, pointIndex } = parseLibmv(bytes, { where: "a.bin" });
      for (const index of cameraIndex) expect(cameras[6 * index]).toBeTypeOf("number");
      for (const index of pointIndex) expect(points[3 * index]).toBeTypeOf("number");
    },
  },
  {
    name: "safetensors",
    file: await toSafetensors(tree),
    read(bytes) {
      const { w, list } = fromSafetensors(bytes, like, { where: "a.st" });
      expect([w.shape, list[0]!.shape]).toEqual([[1, 2], [2]]);
    },
  },
];

/** Digits and marks that texts give a meaning. */
const meaningful = fc.constantFrom(
  ..."0123456789-.,:\"'[]{}()\n\r \t\\eE\0\xff".split("").map((mark) => mark.charCodeAt(0)),
);
const byte = fc.oneof(fc.nat(255), meaningful);

/** From a position, some bytes are left out and others put in. */
const edit = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 8 }), fc.uint8Array({ maxLength: 4 }), byte);

function damage(
  file: Uint8Array,
  edits: readonly (readonly [number, number, Uint8Array, number])[],
): Uint8Array {
  return edits.reduce((bytes, [position, left, put, single]) => {
    const at = position % (bytes.length + 1);
    // Mostly one byte for another, which keeps what follows in its place.
    const [out, into] = left > 2 ? [1, Uint8Array.of(single)] : [left * 3, put];
    return Uint8Array.of(...bytes.subarray(0, at), ...into, ...bytes.subarray(at + out));
  }, file);
}

async function survives(read: () => void | Promise<void>): Promise<boolean> {
  try {
    await read();
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    expect(error.message.split("\n")).toHaveLength(1);
  }
  return true;
}

describe.each(readers)("$name", ({ file, read }) => {
  it("reads the whole file", () => read(file));

  it("cut at every byte", async () => {
    for (let end = 0; end < file.length; end++) await survives(() => read(file.subarray(0, end)));
  });

  it("with one to three edits", async () => {
    const edits = fc.oneof(fc.tuple(edit), fc.tuple(edit, edit), fc.tuple(edit, edit, edit));
    await fc.assert(
      fc.asyncProperty(edits, (some) => survives(() => read(damage(file, some)))),
      RUNS,
    );
  });

  it("of any bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), (bytes) => survives(() => read(bytes))),
      RUNS,
    );
  });
});

describe("labels", () => {
  const numbers = fc.oneof(fc.integer({ min: -2, max: 20 }), fc.double(), fc.integer());

  it("are integers from 0 on, with names that fit into memory", async () => {
    const check = (values: number[]) =>
      survives(() => {
        const data = Float64Array.from(values);
        const labels = toLabels({ dtype: "float64", shape: [data.length], data }, "labels.npy");
        expect([...labels]).toEqual(values.map((value) => value + 0));
        expect(numberedClasses(labels, "labels.npy").length).toBeLessThanOrEqual(1000);
      });
    await fc.assert(fc.asyncProperty(fc.array(numbers, { maxLength: 5 }), check), RUNS);
  });
});
