import { expect, test } from "vitest";
import { areaAverage, type ImageSize } from "./area.ts";
import cases from "./fixtures/area.json" with { type: "json" };

test.each(cases)(
  "$from to $to equals block means of the image repeated",
  ({ from, to, images, expected }) => {
    const result = areaAverage(
      Float32Array.from(images),
      from as unknown as ImageSize,
      to as unknown as ImageSize,
    );
    expect(result.length).toBe(expected.length);
    for (const [i, value] of result.entries()) expect(value).toBeCloseTo(expected[i]!, 6);
  },
);

test("28 to 14 is the mean of four pixels, exactly", () => {
  const image = new Float32Array(784).map((_, i) => (i * 37) % 256);
  const quarter = (i: number, j: number) =>
    image[2 * i * 28 + 2 * j]! +
    image[2 * i * 28 + 2 * j + 1]! +
    image[(2 * i + 1) * 28 + 2 * j]! +
    image[(2 * i + 1) * 28 + 2 * j + 1]!;
  const expected = Float32Array.from({ length: 196 }, (_, k) => quarter(Math.floor(k / 14), k % 14) / 4);
  expect(areaAverage(image, [28, 28], [14, 14])).toEqual(expected);
});

test.each([0, 29, 2.5])("a size of %s is refused", (size) => {
  expect(() => areaAverage(new Float32Array(784), [28, 28], [size, size])).toThrow(
    `size: expected an integer from 1 to the size of the images, 28x28, got ${size}x${size}.`,
  );
});
