/** @file Several charts as one picture. */

import { ArgumentError } from "glissade";
import { requireOptions } from "../checks.ts";
import { escapeMarkup } from "../markup.ts";
import { requireColumns } from "./checks.ts";
import { FONT, INK, PAPER, TITLE } from "./theme.ts";

export interface PanelsOptions {
  /** SVGs that other charts gave. */
  readonly charts: readonly string[];
  /** Charts in a row; 2 by default. */
  readonly columns?: number;
  readonly title?: string;
}

interface Panel {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/**
 * An SVG of charts side by side, row by row.
 *
 * @example
 * const chart = lineChart({ x: "step", y: "f", lines: [{ name: "sgd", points: [[0, 1], [1, 0.5]] }] });
 * panels({ charts: [chart, chart] }).slice(0, 4); // "<svg"
 *
 * @throws ArgumentError for what is no SVG with a width and a height
 */
export function panels(options: PanelsOptions): string {
  requireOptions("panels", options, { needed: ["charts"], optional: ["columns", "title"] });
  const { charts, columns = 2, title } = options;
  requireColumns("panels", columns);
  const all = charts.map(toPanel);
  const rows = Array.from({ length: Math.ceil(all.length / columns) }, (_, row) =>
    all.slice(row * columns, (row + 1) * columns),
  );
  const width = Math.max(1, ...rows.map((row) => row.reduce((sum, panel) => sum + panel.width, 0)));
  const placed: string[] = [];
  let top = title === undefined ? 0 : 34;
  for (const row of rows) {
    let left = 0;
    for (const panel of row) {
      placed.push(panel.svg.replace("<svg", `<svg x="${left}" y="${top}"`));
      left += panel.width;
    }
    top += Math.max(...row.map(({ height }) => height));
  }
  const heading = title === undefined ? "" : headingAt(title, width / 2);
  const label = escapeMarkup(title ?? `${charts.length} charts`);
  return `<svg role="img" aria-label="${label}" width="${width}" height="${top}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}">
<rect width="${width}" height="${top}" fill="${PAPER}"/>
${heading}${placed.join("\n")}
</svg>`;
}

const headingAt = (title: string, middle: number): string =>
  `<text x="${middle}" y="22" fill="${INK}" font-size="${TITLE.fontSize}" font-weight="600" font-family="${FONT}" text-anchor="middle">${escapeMarkup(title)}</text>\n`;

function toPanel(svg: string, index: number): Panel {
  const size = (name: string) => Number(new RegExp(`^<svg[^>]* ${name}="([\\d.]+)"`).exec(svg)?.[1]);
  const [width, height] = [size("width"), size("height")];
  if (width > 0 && height > 0) return { svg, width, height };
  throw new ArgumentError({
    where: `panels({ charts })[${index}]`,
    rule: `must be an SVG with a width and a height, got ${JSON.stringify(String(svg).slice(0, 40))}`,
  });
}
