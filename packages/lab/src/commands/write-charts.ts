/** @file Charts as files. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { ReportChart } from "../report/charts/chart.ts";
import { writePicture } from "./picture.ts";

/** Writes each chart, with a title, as SVG and PNG into a folder, which is made where it does not exist. */
export async function writeCharts(folder: string, charts: readonly ReportChart[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, title, draw } of charts) {
    const svg = draw(title);
    await writePicture(join(folder, `${name}.svg`), svg);
    await writePicture(join(folder, `${name}.png`), svg);
  }
}
