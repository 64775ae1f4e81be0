import { describe, expect, test } from "vitest";
import { DataError } from "../../errors.ts";
import cases from "../fixtures/npy.json" with { type: "json" };
import headers from "../fixtures/npy_headers.json" with { type: "json" };
import { encodeNpy, parseNpy } from "./npy.ts";

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));
const bytesNamed = (name: string) => bytesOf(cases.find((one) => one.name === name)!.bytes);

describe.each(cases)("NumPy's $name", ({ name, dtype, shape, values, bytes }) => {
  const array = parseNpy(bytesOf(bytes), { where: name });

  test("is read", () => {
    expect(array).toMatchObject({ dtype, shape });
    expect(Array.from(array.data, Number)).toEqual(values.map(Number));
    if (dtype.endsWith("int64")) expect([...array.data]).toEqual(values.map(BigInt));
  });

  test("comes back from our own file", () => {
    expect(parseNpy(encodeNpy(array), { where: "own" })).toEqual(array);
  });
});

// Those that we could have written: C order, little endian, version 1.
test.each(cases.filter(({ name }) => /^[<|].*C v1$/.test(name)))(
  "$name is written byte for byte",
  ({ name, bytes }) => {
    expect(encodeNpy(parseNpy(bytesOf(bytes), { where: name }))).toEqual(bytesOf(bytes));
  },
);

test("a view that is not aligned is read and written", () => {
  const file = bytesNamed("<f8 [4] C v1");
  const shifted = new Uint8Array(file.length + 1);
  shifted.set(file, 1);
  expect([...parseNpy(shifted.subarray(1), { where: "view" }).data]).toEqual([2.5, 2.5, 2.5, 2.5]);
  const part = { dtype: "int16", shape: [2], data: new Int16Array([9, 1, 2, 9]).subarray(1, 3) } as const;
  expect([...parseNpy(encodeNpy(part), { where: "part" }).data]).toEqual([1, 2]);
});

test("a truncated file", () => {
  expect(() => parseNpy(bytesNamed("<f4 [2, 3] C v1").subarray(0, 140), { where: "short.npy" })).toThrow(
    "short.npy: truncated: float32 [2,3] needs 24 bytes of data, got 12. Fetch the file again.",
  );
});

test.each([
  [8, "truncated: the header needs 10 bytes, got 8"],
  [100, "truncated: the header needs 128 bytes, got 100"],
])("a header cut at byte %i", (length, rule) => {
  const bytes = bytesNamed("<f4 [2, 3] C v1").subarray(0, length);
  expect(() => parseNpy(bytes, { where: "cut.npy" })).toThrow(`cut.npy: ${rule}. Fetch the file again.`);
});

test("a file of another kind", () => {
  const bytes = new TextEncoder().encode("PK archive");
  expect(() => parseNpy(bytes, { where: "a.npz" })).toThrow(
    'a.npz: not a .npy file: it must begin with "\x93NUMPY", got "PK arc". Write it with numpy.save.',
  );
});

test.each([
  ["'<f4'", "'<c8'"],
  ["'<f4'", "[('a', '<f4')]"],
])("an element type that we do not read: %s becomes %s", (from, to) => {
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }".replace(from, to).padEnd(117);
  const bytes = bytesNamed("<f4 [2, 3] C v1");
  bytes.set(new TextEncoder().encode(header), 10);
  expect(() => parseNpy(bytes, { where: "a.npy" })).toThrow(
    `a.npy: unsupported element type ${to}, expected one of bool, int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64. Convert it with NumPy's astype before saving.`,
  );
});

describe("headers that other programs write", () => {
  test.each(headers.filter(({ read }) => read))("$header is read as by NumPy", ({ bytes, read }) => {
    const { dtype, shape, data } = parseNpy(bytesOf(bytes), { where: "a.npy" });
    expect({ dtype, shape, values: Array.from(data, String) }).toEqual(read);
  });

  test.each(headers.filter(({ read }) => !read))("$header is refused", ({ bytes }) => {
    expect(() => parseNpy(bytesOf(bytes), { where: "a.npy" })).toThrow(DataError);
  });
});

const twoByThree = () => bytesNamed("<f4 [2, 3] C v1");

test.each([
  [
    Uint8Array.of(...twoByThree(), 0, 0),
    "float32 [2,3] takes 24 bytes of data, got 26. Save each array in a file of its own.",
  ],
  [twoByThree().with(6, 4), "version must be 1.0, 2.0 or 3.0, got 4.0."],
  [
    twoByThree().with(6, 2).with(11, 255),
    `the header must have at most 65536 bytes, got ${255 * 2 ** 24 + 0x7b0076}.`,
  ],
  [
    twoByThree().with(10, 32),
    /^a.npy: the header must be a dictionary of descr, fortran_order and shape, got "'descr': .*". Write it with numpy.save.$/,
  ],
])("bytes that are not what they say %#", (bytes, message) => {
  const whole = typeof message === "string" ? `a.npy: ${message}` : expect.stringMatching(message);
  expect(() => parseNpy(bytes, { where: "a.npy" })).toThrow(expect.objectContaining({ message: whole }));
});

test("bytes of other numbers than 0 are true", () => {
  const file = bytesNamed("|b1 [2, 3] C v1");
  file.set([0, 1, 2, 255, 0, 4], file.length - 6);
  expect([...parseNpy(file, { where: "a.npy" }).data]).toEqual([0, 1, 1, 1, 0, 1]);
});

test("sizes that overflow before a zero hold nothing", () => {
  const shape = [...new Array(30).fill(2 ** 52), 0];
  expect(
    parseNpy(encodeNpy({ dtype: "int8", shape, data: new Int8Array() }), { where: "a.npy" }).data,
  ).toHaveLength(0);
});
