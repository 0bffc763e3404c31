/** One message of the plan: when, by which person, and the how manieth of theirs, from 1. */
export type Due = { at: number; person: number; number: number };

/** Everybody's messages at random moments, the same ones for the same seed, in order of time. */
export function planWriting(given: {
  people: number;
  messagesEach: number;
  overMs: number;
  seed: number;
}): Due[] {
  const random = seededRandom(given.seed);
  const plan: Due[] = [];
  for (let person = 0; person < given.people; person += 1) {
    const moments = Array.from({ length: given.messagesEach }, () => random() * given.overMs);
    moments.sort((a, b) => a - b);
    moments.forEach((at, index) => {
      plan.push({ at: Math.round(at), person, number: index + 1 });
    });
  }
  // The sort is stable, so a person's messages of one moment keep their order.
  return plan.sort((a, b) => a.at - b.at);
}

// Mulberry32: small, and good enough to spread messages.
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
