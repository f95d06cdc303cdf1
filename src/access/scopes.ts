/** What a caller may do. `operate` includes `read`: whoever repairs has to look. */
export const scopes = ['sell', 'operate', 'factory', 'read'] as const;
export type Scope = (typeof scopes)[number];

/** Whether any of the needed scopes is among the granted. */
export function covers(granted: readonly Scope[], needed: readonly Scope[]): boolean {
  return needed.some((scope) => granted.includes(scope) || (scope === 'read' && granted.includes('operate')));
}

/** Those of the names that are scopes, each once. */
export function scopesIn(names: readonly string[]): Scope[] {
  return scopes.filter((scope) => names.includes(scope));
}
