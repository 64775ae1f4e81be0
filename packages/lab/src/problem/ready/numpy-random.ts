/** @file NumPy's RandomState, for problems that are defined by its numbers. */

const LENGTH = 624;

export interface NumpyRandom {
  /** In [low, high). */
  uniform(low?: number, high?: number): number;
  /** Normal with mean 0. */
  normal(deviation?: number): number;
}

/** The Mersenne Twister MT19937 with the seeding and the distributions of `numpy.random.RandomState(seed)`. */
export function numpyRandom(seed: number): NumpyRandom {
  const words = mersenneTwister(seed);
  const uniform = () => ((words() >>> 5) * 2 ** 26 + (words() >>> 6)) / 2 ** 53;
  let spare: number | undefined;
  function normal(): number {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const [x, y] = [2 * uniform() - 1, 2 * uniform() - 1];
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = factor * x;
      return factor * y;
    }
  }
  return {
    uniform: (low = 0, high = 1) => low + (high - low) * uniform(),
    normal: (deviation = 1) => deviation * normal(),
  };
}

/** Matsumoto and Nishimura 1998: unsigned words of 32 bits. */
function mersenneTwister(seed: number): () => number {
  const state = new Uint32Array(LENGTH).fill(seed);
  for (let i = 1; i < LENGTH; i++) {
    const last = state[i - 1]!;
    state[i] = Math.imul(1812433253, last ^ (last >>> 30)) + i;
  }
  let next = LENGTH;
  return () => {
    if (next === LENGTH) {
      twist(state);
      next = 0;
    }
    let word = state[next++]!;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  };
}

function twist(state: Uint32Array): void {
  for (let i = 0; i < LENGTH; i++) {
    const joined = (state[i]! & 0x80000000) | (state[(i + 1) % LENGTH]! & 0x7fffffff);
    state[i] = state[(i + 397) % LENGTH]! ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0);
  }
}
