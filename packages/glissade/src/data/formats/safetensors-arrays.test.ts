import { expect, test } from "vitest";
import library from "../../../../../test/fixtures/safetensors_file.json" with { type: "json" };
import halves from "../fixtures/halves.json" with { type: "json" };
import { parseSafetensors } from "./safetensors-arrays.ts";

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));
const file = bytesOf(library.file);

test("a file of the safetensors library", () => {
  const arrays = parseSafetensors(file);
  expect(Object.keys(arrays).sort()).toEqual([
    ...["moments/0", "moments/1/big", "moments/1/byte", "moments/1/key"],
    ...["moments/1/seen", "moments/1/step", "w"],
  ]);
  expect(arrays.w).toEqual({ dtype: "float32", shape: [1, 2], data: Float32Array.of(1.5, -2) });
  expect(arrays["moments/1/big"]!.data).toEqual(BigInt64Array.of(-9007199254740993n));
  expect(arrays["moments/1/seen"]).toEqual({ dtype: "bool", shape: [2], data: Uint8Array.of(1, 0) });
  expect(arrays["moments/1/step"]).toEqual({ dtype: "int32", shape: [], data: Int32Array.of(7) });
});

test("numbers of 16 bits, as NumPy has them", () => {
  const [{ bytes, half, brain }] = halves as [(typeof halves)[number]];
  const number = (text: string) => Number(text.replace("inf", "Infinity"));
  const read = parseSafetensors(bytesOf(bytes), { arrays: ["half", "brain"] });
  expect([...read.half.data]).toEqual(half.map(number));
  expect([...read.brain.data]).toEqual(brain.map(number));
});

test.each<[string, Uint8Array, object, string]>([
  ["another name", file, { arrays: ["W"] }, ': has no array "W". The nearest is w'],
  ["a truncated file", file.subarray(0, 4), {}, ": truncated: needs 8 bytes, got 4. Save it again."],
  ["another kind", bytesOf(halves[0]!.bytes).subarray(1), {}, ": not a safetensors file: "],
])("%s", (_, bytes, options, message) => {
  expect(() => parseSafetensors(bytes, { where: "a.st", ...options })).toThrow(`a.st${message}`);
});

test("a type that arrays lack", () => {
  const header = '{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}';
  const bytes = Uint8Array.of(header.length, ...new Array(7).fill(0), ...new TextEncoder().encode(header), 0);
  expect(() => parseSafetensors(bytes, { where: "a.st" })).toThrow(
    "a.st: a: must have one of the types BOOL, I8, U8, I16, U16, I32, U32, I64, U64, F32, F64, F16, BF16, got F8_E4M3. Convert it when you write the file.",
  );
});
