/**
 * Sends three equal parts, and answers the bytes that each request leaves behind. The first part fills what is filled
 * once; of the other two the smaller growth counts, as a leak is in both.
 *
 * @param send sends so many requests, others for each part
 * @param held bytes in use, after a collection
 */
export async function leftBehind(
  count: number,
  { send, held }: { send: (count: number, part: number) => Promise<void>; held: () => Promise<number> },
): Promise<number> {
  const share = Math.ceil(count / 3);
  const marks: number[] = [];
  for (const part of [0, 1, 2]) {
    await send(share, part);
    marks.push(await held());
  }
  const [first = 0, second = 0, third = 0] = marks;
  return Math.min(second - first, third - second) / share;
}

/** A leak of one small object with its request is several times as much; what a run leaves behind by chance is less. */
export const mostLeftBehind = 16_000;
