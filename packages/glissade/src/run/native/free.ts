/** @file Memory of JavaScript that is given back at once. */

import { MessageChannel } from "node:worker_threads";

/** Less waits for the garbage collector. */
const LARGE = 2 ** 20;

/** Without another side: what is sent through it, its sender loses and no receiver gets. */
const nowhere = createNowhere();

function createNowhere() {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  port1.unref();
  return port1;
}

/** Frees a large buffer, whose views then have no elements; the garbage collector would do so much later. */
export function free(buffer: ArrayBufferLike): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength >= LARGE) nowhere.postMessage(buffer, [buffer]);
}
