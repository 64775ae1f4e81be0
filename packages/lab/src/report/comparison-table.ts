/** @file The result of a study for the terminal. */

import type { StudyResult } from "../results.ts";
import { contrastLines } from "./contrast.ts";
import { armTable } from "./rows.ts";
import { toText } from "./table.ts";
import { verdict, warnings } from "./verdict.ts";

/** The arms in aligned columns, a line for each pair of them, the verdict and its warnings. */
export function comparisonTable(result: StudyResult): string {
  const cautions = warnings(result).map((warning) => `Warning: ${warning}`);
  const blocks = [[toText(armTable(result))], contrastLines(result), [verdict(result)], cautions];
  return blocks.flatMap((block) => (block.length > 0 ? [block.join("\n")] : [])).join("\n\n");
}
