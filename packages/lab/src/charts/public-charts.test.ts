import { decode } from "fast-png";
import { describe, expect, test } from "vitest";
import * as charts from "./index.ts";

const words = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);
const points = [
  [0, 1],
  [1, 2],
  [2, 4],
] as const;
const groups = [
  { name: "left", points: [[-1, 0] as const, [-0.5, 1] as const] },
  { name: "right", points: [[1, 0] as const] },
];

describe("lineChart", () => {
  test("draws a band behind its line, and makes room for it", () => {
    const band = points.map(([x, y]) => [x, y - 1, y + 5] as const);
    const svg = charts.lineChart({ x: "step", y: "f", lines: [{ name: "mean", points, band }] });
    expect(svg).toContain('fill-opacity="0.18"');
    expect(words(svg)).toContain("10");
  });

  test("a band of values that are not finite is no band", () => {
    const band = [[0, Number.NaN, 1] as const];
    const svg = charts.lineChart({ x: "step", y: "f", lines: [{ name: "mean", points, band }] });
    expect(svg).not.toMatch(/fill-opacity="0.18"|NaN/);
  });
});

test("scatterChart names groups and lines, and leaves out what is not finite", () => {
  const holes = [{ name: "holes", points: [[Number.NaN, 1] as const, [1, 2] as const] }];
  const svg = charts.scatterChart({
    title: "T",
    x: "a",
    y: "b",
    groups: holes,
    lines: [{ name: "fit", points }],
  });
  expect(words(svg)).toEqual(expect.arrayContaining(["T", "a", "b", "holes", "fit"]));
  expect(svg).not.toContain("NaN");
});

test("decisionBoundary asks once for a grid that reaches beyond the examples, and fills a region for each class", async () => {
  const asked: (readonly (readonly [number, number])[])[] = [];
  const classify = async (grid: readonly (readonly [number, number])[]) => {
    asked.push(grid);
    return grid.map(([x]) => (x < 0 ? 0 : 1));
  };
  const svg = await charts.decisionBoundary({ x: "x", y: "y", groups, classify });
  expect(asked).toHaveLength(1);
  expect(Math.min(...asked[0]!.map(([x]) => x))).toBeLessThan(-1);
  expect(svg.match(/fill-opacity="0.16"/g)).toHaveLength(2);
});

test("contourChart keeps the range that it is given", () => {
  const side = { name: "x", range: [-1, 1] as const };
  const svg = charts.contourChart({ x: side, y: { ...side, name: "y" }, f: (x, y) => x * x + y * y });
  expect(words(svg)).toEqual(expect.arrayContaining(["x", "y", "-1.0", "1.0"]));
});

test("heatMap: signs are colours, sizes are opacities, what is not finite is empty", () => {
  const svg = charts.heatMap({
    values: [
      [2, -1],
      [0, Number.NaN],
    ],
    rows: ["a", "b"],
    columns: ["c", "d"],
  });
  expect(words(svg)).toEqual(expect.arrayContaining(["2", "-1", "0", "NaN", "a", "b", "c", "d"]));
  expect(svg).toMatch(/fill="#0072b2" fill-opacity="1"|fill="#0072b2"(?! fill-opacity)/);
  expect(svg).toContain('fill="#d55e00" fill-opacity="0.5"');
  const large = Array.from({ length: 40 }, (_, row) =>
    Array.from({ length: 40 }, (_, column) => row - column),
  );
  expect(words(charts.heatMap({ values: large })).length).toBeLessThan(90);
});

describe("imageGrid", () => {
  const ramp = { pixels: [0, 1, 2, 4], width: 2, height: 2, caption: "a <ramp>" };
  const decoded = (svg: string) =>
    [...svg.matchAll(/base64,([^"]*)"/g)].map((match) => decode(Buffer.from(match[1]!, "base64")));

  test("pixels are shown from the least to the largest value, or over a range", () => {
    const [own] = decoded(charts.imageGrid({ images: [ramp] }));
    expect([own!.width, own!.height, ...own!.data]).toEqual([2, 2, 0, 64, 128, 255]);
    const [fixed] = decoded(charts.imageGrid({ images: [ramp], range: [0, 2] }));
    expect([...fixed!.data]).toEqual([0, 128, 255, 255]);
  });

  test("colours, captions and rows", () => {
    const red = { pixels: [255, 0, 0], width: 1, height: 1 };
    const svg = charts.imageGrid({ title: "T", images: [red, red, ramp], columns: 2, range: [0, 255] });
    expect([...decoded(svg)[0]!.data]).toEqual([255, 0, 0]);
    expect(words(svg)).toEqual(["T", "a &lt;ramp&gt;"]);
  });

  test("refuses images that lack pixels", () => {
    const draw = () => charts.imageGrid({ images: [ramp, { pixels: [1], width: 2, height: 2 }] });
    expect(draw).toThrow(
      "imageGrid({ images })[1]: needs one or three numbers for each of 2 × 2 pixels, got 1.",
    );
  });
});

test("panels put charts side by side", () => {
  const chart = charts.lineChart({ x: "x", y: "y", lines: [{ name: "a", points }] });
  const svg = charts.panels({ charts: [chart, chart, chart], title: "T" });
  const height = Number(/height="(\d+)"/.exec(chart)![1]);
  expect(svg).toMatch(new RegExp(`^<svg role="img" aria-label="T" width="1120" height="${34 + 2 * height}"`));
  expect([...svg.matchAll(/<svg x="(\d+)" y="(\d+)"/g)].map(([, x, y]) => [x, y])).toEqual([
    ["0", "34"],
    ["560", "34"],
    ["0", String(34 + height)],
  ]);
  expect(() => charts.panels({ charts: ["<p>"] })).toThrow(
    'panels({ charts })[0]: must be an SVG with a width and a height, got "<p>".',
  );
});

test("a logarithmic axis leaves out what it cannot show", () => {
  const svg = charts.lineChart({
    x: "x",
    y: "y",
    yScale: "log",
    lines: [
      {
        name: "a",
        points: [
          [0, 0],
          [1, 1],
          [2, 10],
        ],
      },
    ],
  });
  expect(words(svg)).toContain("y (log scale)");
});

test.each([
  [
    "heatMap({ values }): must be rows of numbers of one length, got rows of 1, 2.",
    () => charts.heatMap({ values: [[1], [1, 2]] }),
  ],
  [
    "confusionMatrix({ matrix }): must be rows of numbers of one length, 1 by 1 as there are names, got rows of 2.",
    () =>
      charts.confusionMatrix({
        matrix: [
          [1, 1],
          [1, 1],
        ],
        classes: ["a"],
      }),
  ],
  [
    "imageGrid({ images }): must be a list of { pixels, width, height }, got object. Take the pixels out of a tensor with await x.data().",
    () => charts.imageGrid({ images: {} as never }),
  ],
])("%s", (message, run) => expect(run).toThrow(message));

test("names that objects have, and texts that XML lacks, are drawn as others are", () => {
  const draw = (name: string) =>
    charts.lineChart({
      title: name,
      x: name,
      y: "f",
      lines: [
        { name, points },
        { name: "b", points },
      ],
    });
  const before = draw("plain");
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"])
    expect(words(draw(name))).toContain(name);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(draw("plain")).toBe(before);
  expect(words(draw("a\u0000b\ud800c"))).toContain("a\ufffdb\ufffdc");
});

test.each([
  [
    "imageGrid({ columns }): must be a positive integer, got 0. Leave it out for the usual number.",
    () => charts.imageGrid({ images: [], columns: 0 }),
  ],
  [
    "panels({ columns }): must be a positive integer, got 0.5. Leave it out for the usual number.",
    () => charts.panels({ charts: [], columns: 0.5 }),
  ],
  [
    "imageGrid({ images })[0]: needs one or three numbers for each of 0 × 0 pixels, got 0.",
    () => charts.imageGrid({ images: [{ pixels: [], width: 0, height: 0 }] }),
  ],
  [
    'contourChart({ y }): must be { name, range: [low, high] } with finite numbers that rise, got "y" and from 0 to NaN. For example { name: "x", range: [-1, 1] }.',
    () =>
      charts.contourChart({
        x: { name: "x", range: [0, 1] },
        y: { name: "y", range: [0, Number.NaN] },
        f: () => 0,
      }),
  ],
  [
    "pairwiseMatrix({ p }): must be from 0 to 1, got undefined. Write NaN for a pair without a test.",
    () =>
      charts.pairwiseMatrix({
        names: ["a", "b"],
        p: [
          [0, undefined as never],
          [0, 0],
        ],
      }),
  ],
])("%s", (message, draw) => expect(draw).toThrow(expect.objectContaining({ message })));
