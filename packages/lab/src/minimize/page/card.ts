/** @file The card of one optimizer beside the picture: its name, a switch and a table of numbers. */

import type { ArmStyle } from "../../charts/arm-style.ts";
import { type Html, html } from "../../report/html.ts";
import type { MinimizeRun } from "../minimize.ts";
import { rowsOf } from "./cells.ts";

interface CardOptions {
  readonly index: number;
  readonly style: ArmStyle;
  readonly variables: readonly string[];
}

/** A card whose cells the player fills. */
export function runCard(run: MinimizeRun, { index, style, variables }: CardOptions): Html {
  let cell = 0;
  const headSide = variables.length === 1 ? "start" : "end";
  const body = rowsOf(run).map(({ label, read }) => {
    const count = [read(run.path, 0)].flat().length;
    // One number stands at the left of all columns, where it is seen however many there are.
    const [side, span] = count === 1 ? ["start", variables.length] : ["end", 1];
    const cells = Array.from(
      { length: count },
      () => html`<td class="${side}" colspan="${span}" id="cell-${index}-${cell++}"></td>`,
    );
    return html`<tr><th scope="row" class="start">${label}</th>${cells}</tr>`;
  });
  const { step } = run.path.at(-1)!;
  return html`<section class="card"><label><input type="checkbox" id="shown-${index}" checked>
<svg class="swatch" viewBox="0 0 24 8" aria-hidden="true"><path d="M0 4H24" stroke="${style.color}" stroke-width="4"/></svg>
<strong>${run.optimizer}</strong></label>
<p class="over" id="over-${index}" hidden>diverged at step ${step}</p>
<div class="scroll"><table><thead><tr><td></td>${variables.map((name) => html`<th scope="col" class="${headSide}">${name}</th>`)}</tr></thead>
<tbody>${body}</tbody></table></div></section>`;
}
