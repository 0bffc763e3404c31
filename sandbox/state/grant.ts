export type PermissionStatus = "granted" | "declined" | "expired";

/** What a Facebook user has allowed the app. */
export type Grant = {
  permissions: Map<string, PermissionStatus>;
  pageIds: Set<string>;
  instagramIds: Set<string>;
};

export function createGrant(): Grant {
  return { permissions: new Map(), pageIds: new Set(), instagramIds: new Set() };
}

export function hasPermission(grant: Grant, permission: string): boolean {
  return grant.permissions.get(permission) === "granted";
}
