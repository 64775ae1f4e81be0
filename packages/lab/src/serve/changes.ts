/** @file Server-sent events that say which studies have changed; the store is asked once a second while someone listens. */

import type { ServerResponse } from "node:http";
import type { Store } from "../store/store.ts";
import type { WireChange } from "./wire.ts";

const PERIOD = 1000;

/** Those who listen. */
export class Changes {
  readonly #store: Store;
  readonly #listeners = new Set<ServerResponse>();
  #seen: ReadonlyMap<number, string> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Sends events over this response until its reader leaves. */
  listen(response: ServerResponse): void {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write(": open\n\n");
    this.#listeners.add(response);
    response.on("close", () => this.#listeners.delete(response));
    if (this.#timer === undefined) void this.#look();
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const listener of this.#listeners) listener.end();
    this.#listeners.clear();
  }

  async #look(): Promise<void> {
    this.#timer = setTimeout(() => void this.#look(), PERIOD).unref();
    try {
      this.#tell(await this.#read());
    } catch {
      // a store that is busy or restarts is asked again at the next turn
    }
    if (this.#listeners.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#seen = undefined;
  }

  async #read(): Promise<ReadonlyMap<number, string>> {
    const studies = await this.#store.studies();
    return new Map(studies.map(({ id, description: _, ...rest }) => [id, JSON.stringify(rest)]));
  }

  #tell(found: ReadonlyMap<number, string>): void {
    const before = this.#seen;
    this.#seen = found;
    if (before === undefined) return;
    const ids = [...new Set([...before.keys(), ...found.keys()])];
    const studies = ids.filter((id) => before.get(id) !== found.get(id));
    if (studies.length === 0) return;
    const change: WireChange = { studies };
    for (const listener of this.#listeners) listener.write(`data: ${JSON.stringify(change)}\n\n`);
  }
}
