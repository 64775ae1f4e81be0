/** @file Server-sent events that say which studies have changed; the store is asked once a second while someone listens. */

import type { ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import type { Store } from "../store/store.ts";
import type { WireChange } from "./wire.ts";

const PERIOD = 1000;

/** Those who listen. */
export class Changes {
  readonly #store: Store;
  readonly #listeners = new Set<ServerResponse>();
  #last: ReadonlyMap<number, string> | undefined;
  #isPolling = false;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Sends events over this response until its reader leaves. */
  listen(response: ServerResponse): void {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write(": open\n\n");
    this.#listeners.add(response);
    response.on("close", () => this.#listeners.delete(response));
    if (!this.#isPolling) void this.#poll();
  }

  close(): void {
    for (const listener of this.#listeners) listener.end();
    this.#listeners.clear();
  }

  /** One reading at a time: a slow store is asked less often. */
  async #poll(): Promise<void> {
    this.#isPolling = true;
    while (this.#listeners.size > 0) {
      try {
        this.#announce(await this.#read());
      } catch {
        // pages that ask again are told why; at the next turn the store may be back
        this.#announce(new Map());
      }
      await setTimeout(PERIOD, undefined, { ref: false });
    }
    this.#isPolling = false;
    this.#last = undefined;
  }

  async #read(): Promise<ReadonlyMap<number, string>> {
    const studies = await this.#store.studies();
    return new Map(studies.map(({ id, description: _, ...rest }) => [id, JSON.stringify(rest)]));
  }

  #announce(found: ReadonlyMap<number, string>): void {
    const before = this.#last;
    this.#last = found;
    if (before === undefined) return;
    const ids = [...new Set([...before.keys(), ...found.keys()])];
    const studies = ids.filter((id) => before.get(id) !== found.get(id));
    if (studies.length === 0) return;
    const change: WireChange = { studies };
    for (const listener of this.#listeners) listener.write(`data: ${JSON.stringify(change)}\n\n`);
  }
}
