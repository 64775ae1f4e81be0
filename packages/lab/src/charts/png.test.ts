import { expect, test } from "vitest";
import { histogram } from "./histogram.ts";
import { renderPng } from "./png.ts";

/** Width and height, as the header of a PNG has them. */
const sizeOf = (png: Uint8Array) => {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
};

test("a PNG is twice as large as the SVG, and holds its words", async () => {
  const svg = histogram({ x: "MCC", samples: [{ name: "sgd", values: [0.1, 0.2, 0.2] }] });
  const [png, wordless] = await Promise.all([svg, svg.replace(/<text.*?<\/text>/g, "")].map(renderPng));
  expect([...png!.slice(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  expect(sizeOf(png!)).toEqual([1120, 720]);
  expect(png!.length).toBeGreaterThan(wordless!.length + 2000);
});
