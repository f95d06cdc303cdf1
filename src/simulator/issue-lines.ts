import type { z } from 'zod';

/** What is wrong, each with the field that it is about: for whoever wrote the JSON or the setting. */
export function issueLines(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
}
