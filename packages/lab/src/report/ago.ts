/** @file Times as people say them: how long ago. */

const UNITS = [
  ["day", 86_400],
  ["h", 3600],
  ["min", 60],
] as const;

/** How long ago a time of ISO 8601 was: `3 min ago`. */
export function ago(time: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(time)) / 1000);
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? ["s", 1];
  const count = Math.floor(seconds / size);
  return `${count} ${unit}${unit === "day" && count !== 1 ? "s" : ""} ago`;
}
