type Packages = { packages: Record<string, { version?: string; optional?: boolean }> };

export function isInstalled(root: string): boolean;
export function stampInstalled(root: string): void;
export function satisfies(record: Packages, lock: Packages): boolean;
