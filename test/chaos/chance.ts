/** Where a round leaves something to chance, decided by the seed alone. */
export type Chance = { random: () => number; pick: <T>(items: readonly T[]) => T; shuffle: <T>(items: T[]) => T[] };

/** The same sequence for the same text (mulberry32 over an FNV-1a hash). */
export function chanceOf(text: string): Chance {
  let state = 2_166_136_261;
  for (const character of text) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16_777_619);
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    random,
    pick: (items) => items[Math.floor(random() * items.length)] as (typeof items)[number],
    shuffle(items) {
      const keyed = items.map((item) => ({ item, at: random() }));
      return keyed.toSorted((a, b) => a.at - b.at).map(({ item }) => item);
    },
  };
}
