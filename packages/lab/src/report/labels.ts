/** @file Metrics as readers know them. */

const labels: Readonly<Record<string, string>> = { mcc: "MCC" };

/** The name of a metric in words. */
export const labelOf = (metric: string): string => labels[metric] ?? metric;

/** The heading of a metric's column, and the factor of its numbers there. */
export const columnOf = (metric: string): { readonly label: string; readonly scale: 1 | 100 } =>
  metric === "accuracy" ? { label: "accuracy %", scale: 100 } : { label: labelOf(metric), scale: 1 };
