import { expect, test } from "vitest";
import cases from "../fixtures/idx.json" with { type: "json" };
import { parseIdx } from "./idx.ts";

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));
const [bytesCase] = cases;

test.each(cases)("IDX $dtype", ({ dtype, shape, values, plain }) => {
  const array = parseIdx(bytesOf(plain), { where: "file" });
  expect(array).toMatchObject({ dtype, shape });
  expect([...array.data]).toEqual(values.map(Number));
});

test("a truncated file", () => {
  const bytes = bytesOf(bytesCase!.plain);
  expect(() => parseIdx(bytes.subarray(0, -2), { where: "labels.idx" })).toThrow(
    "labels.idx: truncated: uint8 [3,2] needs 6 bytes of data, got 4. Fetch the file again.",
  );
  expect(() => parseIdx(bytes.subarray(0, 7), { where: "labels.idx" })).toThrow(
    "labels.idx: truncated: 2 sizes need 8 bytes, got 3. Fetch the file again.",
  );
});

test("gzipped bytes", () => {
  expect(() => parseIdx(bytesOf(bytesCase!.gzip), { where: "images.gz" })).toThrow(
    "images.gz: not an IDX file: it is gzipped. Unzip it first, or read the file with readIdx of glissade/files.",
  );
});

test.each([
  ["text", new TextEncoder().encode("text"), "116, 101, 120"],
  ["an unknown element type", new Uint8Array([0, 0, 7, 1]), "0, 0, 7"],
  ["an empty file", new Uint8Array(), "nothing"],
])("%s", (_, bytes, got) => {
  expect(() => parseIdx(bytes, { where: "file" })).toThrow(
    `file: not an IDX file: it must begin with 0, 0 and one of 8, 9, 11, 12, 13, 14, got ${got}.`,
  );
});

test("bytes behind the last element", () => {
  const bytes = Uint8Array.of(...bytesOf(bytesCase!.plain), 0);
  expect(() => parseIdx(bytes, { where: "labels.idx" })).toThrow(
    "labels.idx: uint8 [3,2] takes 6 bytes of data, got 7. Fetch the file again.",
  );
});

test("sizes beyond any file", () => {
  const bytes = new Uint8Array(4 + 4 * 255 + 100).fill(255).with(0, 0).with(1, 0).with(2, 14);
  expect(() => parseIdx(bytes, { where: "labels.idx" })).toThrow(
    "labels.idx: truncated: float64 [4294967295,",
  );
  expect(() => parseIdx(Uint8Array.of(0, 0, 8), { where: "labels.idx" })).toThrow(
    "labels.idx: truncated: uint8 [] needs 1 bytes of data, got 0. Fetch the file again.",
  );
});
