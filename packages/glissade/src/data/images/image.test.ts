import { encode as encodePng } from "fast-png";
import { describe, expect, test } from "vitest";
import images from "./fixtures/images.json" with { type: "json" };
import { type ImageOptions, parseImage } from "./image.ts";

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));
const fileOf = (format: "png" | "jpeg", name: string) =>
  bytesOf(images[format].find((image) => image.name === name)!.bytes);

/** Pillow's pixels, (height, width) or (height, width, channels), as planes. */
function planes(pixels: readonly (readonly (number | readonly number[])[])[]): number[] {
  const flat = pixels.flat();
  const channels = Array.isArray(flat[0]) ? flat[0].length : 1;
  return Array.from({ length: channels }, (_, channel) =>
    flat.map((pixel) => [pixel].flat()[channel]!),
  ).flat();
}

const modes = [
  [1, "L"],
  [3, "RGB"],
  [4, "RGBA"],
] as const;

/** The largest difference, of 255. */
function distance(values: Float32Array, expected: readonly number[]): number {
  expect(values).toHaveLength(expected.length);
  return Math.max(...expected.map((value, i) => Math.abs(255 * values[i]! - value)));
}

describe.each(images.png)("Pillow's PNG: $name", ({ name, bytes, width, height, pixels }) => {
  test.each(modes)("%i channels", async (channels, mode) => {
    const { shape, data } = await parseImage(bytesOf(bytes), { channels });
    expect(shape).toEqual([channels, height, width]);
    // Pillow rounds grey of colours, and we do not.
    const tolerance = mode === "L" || name === "16 bits" ? 0.51 : 1e-4;
    expect(distance(data, planes(pixels[mode]))).toBeLessThan(tolerance);
  });
});

describe.each(images.jpeg)("Pillow's JPEG: $name", ({ name, bytes, width, height, pixels }) => {
  test.each(modes)("%i channels", async (channels, mode) => {
    const { shape, data } = await parseImage(bytesOf(bytes), { channels });
    expect(shape).toEqual([channels, height, width]);
    // The decoders round differently; colours of half the size are enlarged differently, too.
    expect(distance(data, planes(pixels[mode]))).toBeLessThan(name.endsWith("4:2:0") ? 20 : 4);
  });
});

test("an interlaced PNG", async () => {
  const data = Uint8Array.from({ length: 35 }, (_, i) => 7 * i);
  const bytes = encodePng({ width: 7, height: 5, data, channels: 1 }, { interlace: "Adam7" });
  expect(distance((await parseImage(bytes, { channels: 1 })).data, [...data])).toBeLessThan(1e-4);
});

test("reduced to a size, a square or not", async () => {
  const bytes = encodePng({
    width: 4,
    height: 2,
    data: Uint8Array.of(0, 2, 4, 6, 8, 10, 12, 14),
    channels: 1,
  });
  expect(distance((await parseImage(bytes, { channels: 1, size: 1 })).data, [7])).toBeLessThan(1e-4);
  expect(distance((await parseImage(bytes, { channels: 1, size: [1, 2] })).data, [5, 9])).toBeLessThan(1e-4);
});

const grey = fileOf("png", "grey");
const jpeg = fileOf("jpeg", "grey");

test.each<[string, Uint8Array, ImageOptions, string | RegExp]>([
  ["nothing", new Uint8Array(), {}, "must be a PNG or JPEG image, got an empty file. Convert it first."],
  [
    "another format",
    new TextEncoder().encode("GIF89a"),
    {},
    "must be a PNG or JPEG image, got the first bytes 71, 73, 70, 56. Convert it first.",
  ],
  ["a truncated PNG", grey.subarray(0, 100), {}, /^a: cannot be decoded: .+\. Replace the file\.$/],
  [
    "a PNG with a changed byte",
    grey.with(60, grey[60]! ^ 4),
    {},
    /^a: cannot be decoded: CRC mismatch for chunk IDAT.*\. Replace the file\.$/,
  ],
  [
    "a truncated JPEG",
    jpeg.subarray(0, jpeg.length - 20),
    {},
    "cannot be decoded: truncated. Replace the file.",
  ],
  ["a JPEG without data", jpeg.subarray(0, 30), {}, /^a: cannot be decoded: .+\. Replace the file\.$/],
  [
    "an image that is too small",
    grey,
    { size: [9, 14] },
    "must have at least 9x14 pixels, got 9x13, since images are not enlarged. Choose a smaller size.",
  ],
])("%s", async (_, bytes, options, message) => {
  const whole = typeof message === "string" ? `a: ${message}` : expect.stringMatching(message);
  await expect(parseImage(bytes, { where: "a", ...options })).rejects.toThrow(
    expect.objectContaining({ message: whole, code: "DATA" }),
  );
});
