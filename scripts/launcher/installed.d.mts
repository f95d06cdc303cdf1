type Packages = { packages: Record<string, { version?: string; optional?: boolean }> };

export function whatIsMissing(root: string, options?: { trustNpm?: boolean }): 'packages' | 'node' | undefined;
export function stampInstalled(root: string): void;
export function satisfies(record: Packages, lock: Packages): boolean;
