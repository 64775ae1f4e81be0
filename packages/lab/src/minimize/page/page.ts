/** @file The page that plays a minimisation: paths, what each optimizer remembers, values by step, rates. */

import { armStyles } from "../../charts/arm-style.ts";
import { titleOf } from "../../charts/minimize-plot.ts";
import type { DrawnFunction } from "../../charts/scene.ts";
import { EMPTY, type Html, html, inlineJson, trusted } from "../../report/html.ts";
import { page } from "../../report/page.ts";
import type { MinimizeRuns } from "../result.ts";
import { sensitivityPicture } from "../sensitivity-picture.ts";
import { runCard } from "./card.ts";
import { frameSteps, runFrames } from "./frames.ts";
import { type PlayerData, play } from "./player.ts";
import { stage } from "./stage.ts";
import { stepCharts } from "./step-charts.ts";
import { PLAYER_STYLE } from "./style.ts";

export interface MinimizePageOptions {
  readonly drawn: DrawnFunction;
  readonly steps: number;
}

/** Renders runs as one offline HTML file. */
export function renderMinimizePage(result: MinimizeRuns, { drawn, steps }: MinimizePageOptions): string {
  const { runs, sensitivity = [] } = result;
  const longest = Math.max(...runs.map(({ path }) => path.length - 1));
  const frames = frameSteps(longest);
  const styles = armStyles(runs.map(({ optimizer }) => optimizer));
  const { figure, toPixel } = stage(result, drawn);
  const charts = stepCharts(result, { drawn, frames });
  const data: PlayerData = {
    frames,
    runs: runs.map((run) => runFrames(run, frames, toPixel)),
    charts: charts.map(({ cursors }) => cursors),
  };
  const cards = runs.map((run, index) =>
    runCard(run, { index, style: styles.get(run.optimizer)!, variables: drawn.variables }),
  );
  const formula = `f = ${result.function}`;
  const body = html`<h1>${result.name ?? formula}</h1>
${result.name === undefined ? EMPTY : html`<p class="muted">${formula}</p>`}
${controls(frames.length - 1)}
<div class="player">${figure}<div class="cards" style="--card: ${cardWidth(drawn)}px">${cards}</div></div>
<p class="muted">Each step is the one that led here. The effective rate of a variable is its step divided by minus its
gradient before: the learning rate that plain descent would have needed.</p>
<h2>By step</h2>
<div class="figures">${charts.map(({ figure }) => figure)}</div>
${sensitivity.length > 0 ? rates(sensitivityPicture(result, { drawn, steps })) : EMPTY}
<script type="application/json" id="frames">${inlineJson(data)}</script>`;
  return page({ title: titleOf(result), body, style: PLAYER_STYLE, script: `(${play})();` });
}

/** Room for the columns of up to four variables; more scroll. */
const cardWidth = ({ variables }: DrawnFunction): number => 96 + 72 * Math.min(4, variables.length);

function controls(last: number): Html {
  const speeds = [1, 5, 20, 60];
  const usual = speeds.findLast((speed) => speed <= Math.max(1, last / 8));
  const options = speeds.map(
    (speed) =>
      html`<option value="${speed}"${trusted(speed === usual ? " selected" : "")}>${speed} per second</option>`,
  );
  return html`<div class="controls" role="group" aria-label="Player">
<button type="button" id="toggle">Play</button>
<button type="button" id="back" aria-label="One step back">‹</button>
<button type="button" id="forward" aria-label="One step forward">›</button>
<input type="range" id="frame" min="0" max="${last}" value="0" step="1" aria-label="Step">
<span class="now">step <output id="now" for="frame">0</output></span>
<label>Speed <select id="speed">${options}</select></label>
</div>`;
}

function rates(picture: string): Html {
  return html`<h2>Learning rates</h2>
<div class="figures"><figure>${trusted(picture)}
<figcaption>Where each optimizer ends for other learning rates, all else unchanged; diamonds are those played above.</figcaption></figure></div>`;
}
