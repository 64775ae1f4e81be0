import { describe, expect, test } from "vitest";
import cases from "../fixtures/npz.json" with { type: "json" };
import { parseNpz } from "./npz.ts";

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));
const [stored, deflated] = cases.map(({ bytes }) => bytesOf(bytes)) as [Uint8Array, Uint8Array];

describe.each(cases)("numpy.$name", ({ arrays, bytes }) => {
  test("all arrays by their names", () => {
    const read = Object.entries(parseNpz(bytesOf(bytes))).map(([name, { dtype, shape, data }]) => {
      return [name, { dtype, shape, values: dtype === "float32" ? [...data] : Array.from(data, String) }];
    });
    expect(Object.fromEntries(read)).toEqual(arrays);
  });

  test("some of them", () => {
    const { labels } = parseNpz(bytesOf(bytes), { arrays: ["labels"] });
    expect(labels.data).toEqual(BigInt64Array.of(1n, 0n));
  });
});

/** Positions of a number of four bytes. */
function positionsOf(bytes: Uint8Array, number: number): number[] {
  const view = new DataView(bytes.buffer);
  return [...bytes.keys()].filter((i) => i + 4 <= bytes.length && view.getUint32(i, true) === number);
}

const listed = (bytes: Uint8Array) => positionsOf(bytes, 0x02014b50);
const changed = (bytes: Uint8Array, position: number, ...values: number[]) => {
  const copy = bytes.slice();
  copy.set(values, position);
  return copy;
};
const first = listed(deflated)[0]!;
const [start] = positionsOf(deflated, 0x04034b50);
const data = start! + 30 + "images.npy".length + 20;

test.each<[string, Uint8Array, string]>([
  ["nothing", new Uint8Array(), ": not a zip archive. Write it with numpy.savez."],
  [
    "another kind",
    new TextEncoder().encode("\x93NUMPY and more of it"),
    ": not a zip archive. Write it with numpy.savez.",
  ],
  [
    "truncated",
    deflated.subarray(0, 400),
    ": truncated: its directory, at the end, is missing. Fetch the file again.",
  ],
  [
    "a directory that lists more",
    changed(deflated, deflated.length - 12, 9),
    ": its directory lists 9 files, got 3. Fetch the file again.",
  ],
  [
    "a changed byte, stored",
    changed(stored, data + 140, 77),
    ", images.npy: its bytes do not have the sum that the archive says. Fetch the file again.",
  ],
  [
    "an encrypted file",
    changed(deflated, first + 8, 1),
    ", images.npy: is encrypted. Save it without a password.",
  ],
  [
    "another method",
    changed(deflated, first + 10, 12),
    ", images.npy: must be stored or deflated, methods 0 and 8, got 12. Write it with numpy.savez or numpy.savez_compressed.",
  ],
  [
    "a size of 4 GB",
    changed(deflated, first + 24, 255, 255, 255, 255),
    ", images.npy: has more than 4 GB. Save it as a .npy file of its own.",
  ],
  [
    "a size that cannot be",
    changed(deflated, first + 24, 0, 0, 0, 64),
    `, images.npy: cannot have ${2 ** 30} bytes, packed in ${new DataView(deflated.buffer).getUint32(first + 20, true)}. Fetch the file again.`,
  ],
  [
    "a smaller size",
    changed(stored, listed(stored)[0]! + 24, 7, 0, 0, 0),
    ", images.npy: must have 7 bytes, got 152. Fetch the file again.",
  ],
  [
    "deflated data of another kind",
    changed(deflated, data, 255),
    ", images.npy: cannot be unpacked: invalid block type. Fetch the file again.",
  ],
  [
    "a file that is elsewhere",
    changed(deflated, first + 42, 1),
    `, images.npy: must begin at byte 1 of ${deflated.length}. Fetch the file again.`,
  ],
  [
    "more data than there are",
    changed(stored, listed(stored)[0]! + 20, 255, 255, 0, 0),
    `, images.npy: truncated: needs 65535 bytes, got ${stored.length - data}. Fetch the file again.`,
  ],
])("%s", (_, bytes, message) => {
  expect(() => parseNpz(bytes, { where: "a.npz" })).toThrow(
    expect.objectContaining({ message: `a.npz${message}` }),
  );
});

test("an array that is not there", () => {
  expect(() => parseNpz(stored, { where: "a.npz", arrays: ["lables"] })).toThrow(
    'a.npz: has no array "lables". The nearest is labels (arrays: images, labels, noise).',
  );
});
