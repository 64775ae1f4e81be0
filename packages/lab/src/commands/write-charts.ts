/** @file The charts of a report as files. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { allCharts } from "../report/charts/index.ts";
import type { StudyResult } from "../results/result.ts";
import { writePicture } from "./picture.ts";

/** Writes each chart as SVG and PNG into a folder, which is made where it does not exist. */
export async function writeCharts(folder: string, result: StudyResult): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, svg } of allCharts(result)) {
    await writePicture(join(folder, `${name}.svg`), svg);
    await writePicture(join(folder, `${name}.png`), svg);
  }
}
