/** @file Charts in a page: figures side by side, and curves with a choice of axis. */

import type { ReportChart } from "./charts/chart.ts";
import type { CurveCharts } from "./charts/curves.ts";
import { EMPTY, type Html, html, trusted } from "./html.ts";

/** Charts side by side where there is room. */
export function figures(charts: readonly ReportChart[]): Html {
  return charts.length > 0 ? html`<div class="figures">${charts.map((chart) => figure(chart))}</div>` : EMPTY;
}

const figure = ({ name, draw, caption }: ReportChart): Html =>
  html`<figure id="${name}">${trusted(draw())}<figcaption>${caption}</figcaption></figure>`;

/** Curves; radio buttons, which need no script, choose what they are drawn by. */
export function curveFigures(curves: readonly CurveCharts[]): Html {
  return curves.length > 0 ? html`<div class="figures">${curves.map(curveFigure)}</div>` : EMPTY;
}

function curveFigure({ label, byAxis, seeds }: CurveCharts): Html {
  const group = byAxis[0]!.name;
  const choices = byAxis.map(
    ({ axis, name }, index) =>
      html`<input type="radio" name="${group}" id="choose-${name}"${index === 0 ? trusted(" checked") : EMPTY}><label for="choose-${name}">${axis}</label>`,
  );
  const chosen =
    byAxis.length > 1
      ? html`<div class="axes" role="radiogroup" aria-label="${label} by">${choices}</div>`
      : EMPTY;
  const each = seeds ? html`<details><summary>Single seeds</summary>${figure(seeds)}</details>` : EMPTY;
  return html`<div class="curves">${chosen}${byAxis.map((chart) => figure(chart))}${each}</div>`;
}
