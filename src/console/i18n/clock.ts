/** How the console writes a time of day, in both languages: 17:49, never 05:49 PM. */
export const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
