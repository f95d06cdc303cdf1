import { z } from 'zod';

/** A setting whose value is JSON of this shape. Each fault says where in it. */
export function jsonText<T extends z.ZodType>(schema: T) {
  return z.string().transform((text, context): z.output<T> => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'is not valid JSON; see .env.example for its form' });
      return z.NEVER;
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      context.addIssue({ code: 'custom', message: `${issue.path.join('.')} ${issue.message}`.trim() });
    }
    return z.NEVER;
  });
}
