/** @file The picture that the player moves in: the function, and over it the paths so far. */

import { armStyles } from "../../charts/arm-style.ts";
import { layOut, type Point, plotArea, SIZE } from "../../charts/layout.ts";
import type { PathPoint } from "../../charts/minimize-path.ts";
import { groundSeries, sceneOf, titleOf } from "../../charts/minimize-plot.ts";
import { pixelsOf } from "../../charts/pixels.ts";
import { renderSvg } from "../../charts/render.ts";
import type { DrawnFunction } from "../../charts/scene.ts";
import { INK } from "../../charts/theme.ts";
import { type Html, html, trusted } from "../../report/html.ts";
import type { MinimizeRuns } from "../result.ts";

const HEIGHT = 450;

/** Half the width of the mark where a path is. */
const MARK = 6;

export interface Stage {
  readonly figure: Html;
  /** From a point of a path to the picture. */
  toPixel(point: PathPoint): Point;
}

/** Draws the ground and, for each run, its whole path faintly under an empty line that the player fills. */
export function stage(result: MinimizeRuns, drawn: DrawnFunction): Stage {
  const { scene } = sceneOf(result, drawn);
  const { x, y } = scene;
  const series = groundSeries(result.runs, { scene, drawn });
  const area = plotArea({ series }, HEIGHT);
  const toPixels = pixelsOf(x, y, area);
  const toPixel = (point: PathPoint) => toPixels(scene.place(point));
  const label = titleOf(result);
  const ground = renderSvg({ ...SIZE, height: HEIGHT, label, option: layOut({ x, y, series }) });
  const styles = armStyles(result.runs.map(({ optimizer }) => optimizer));
  const layers = result.runs.map(({ optimizer, path }, index) =>
    layer(index, path.map(toPixel), styles.get(optimizer)!.color),
  );
  const { left, top, width, height } = area;
  // The mark of a place at the edge is seen whole.
  const edge = { x: left - MARK, y: top - MARK, width: width + 2 * MARK, height: height + 2 * MARK };
  const figure = html`<figure class="stage">${trusted(ground)}
<svg class="overlay" viewBox="0 0 ${SIZE.width} ${HEIGHT}" aria-hidden="true">
<clipPath id="plot"><rect x="${edge.x}" y="${edge.y}" width="${edge.width}" height="${edge.height}"/></clipPath>
<g clip-path="url(#plot)" fill="none" stroke-linejoin="round">${layers}</g></svg></figure>`;
  return { figure, toPixel };
}

function layer(index: number, points: readonly Point[], color: string): Html {
  const whole = points.map((point) => point.join()).join(" ");
  const [cx, cy] = points[0]!;
  return html`<g id="run-${index}"><polyline points="${whole}" stroke="${color}" stroke-opacity="0.3"/>
<polyline id="walked-${index}" points="" stroke="${color}" stroke-width="2"/>
<circle id="place-${index}" cx="${cx}" cy="${cy}" r="5.5" fill="${color}" stroke="${INK}" stroke-width="1.5"/></g>`;
}
