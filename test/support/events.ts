/** @file The events of a training as a list. */

/** All events, with their states: copying reads them, so that they stay. */
export async function all<Event extends object>(stream: AsyncIterable<Event>): Promise<Event[]> {
  const events: Event[] = [];
  for await (const event of stream) events.push({ ...event });
  return events;
}

/** The losses of the steps. */
export const lossesOf = (events: readonly { readonly type: string; readonly loss?: number }[]): number[] =>
  events.flatMap(({ type, loss }) => (type === "step" ? [loss!] : []));

/** The last event, which must be of that type. */
export function last<Event extends { readonly type: string }, Type extends Event["type"]>(
  events: readonly Event[],
  type: Type,
): Extract<Event, { readonly type: Type }> {
  const event = events.at(-1);
  if (event?.type !== type) throw new Error(`training ended with ${event?.type}`);
  return event as Extract<Event, { readonly type: Type }>;
}
