/** @file All charts of a report, by name. */

import type { StudyResult } from "../../results/result.ts";
import type { ReportChart } from "./chart.ts";
import { confusionCharts } from "./confusion.ts";
import { curveCharts } from "./curves.ts";
import { scoreCharts } from "./scores.ts";
import { searchCharts } from "./search.ts";
import { timeCharts } from "./time.ts";

/** Each as the report shows it. */
export const allCharts = (result: StudyResult): readonly ReportChart[] => [
  ...scoreCharts(result),
  ...curveCharts(result).flatMap(({ byAxis, seeds }) => [...byAxis, ...(seeds ? [seeds] : [])]),
  ...searchCharts(result),
  ...timeCharts(result),
  ...confusionCharts(result),
];
