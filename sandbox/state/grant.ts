/** What the Facebook user has allowed the app; a new consent replaces the last one. */
export type Grant = {
  permissions: Map<string, "granted" | "declined">;
  pageIds: Set<string>;
  instagramIds: Set<string>;
};

export function createGrant(): Grant {
  return { permissions: new Map(), pageIds: new Set(), instagramIds: new Set() };
}

export function hasPermission(grant: Grant, permission: string): boolean {
  return grant.permissions.get(permission) === "granted";
}
