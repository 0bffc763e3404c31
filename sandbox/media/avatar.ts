import { createHash } from "node:crypto";
import { type Appearances, appearanceOf } from "#sandbox/state/appearances.ts";
import { world } from "#sandbox/world.ts";
import { findUser } from "#sandbox/world-users.ts";

/** A calm square with initials, always the same for the same key; null for a key of nobody. */
export function avatarSvg(appearances: Appearances, key: string): string | null {
  const name = nameOf(appearances, key);
  if (name === null) return null;
  const digest = createHash("sha256").update(key).digest();
  const hue = Math.round(((digest[0] ?? 0) / 255) * 359);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200" viewBox="0 0 200 200">
<rect width="200" height="200" fill="hsl(${hue} 38% 44%)"/>
<text x="100" y="104" fill="#fff" font-family="system-ui, sans-serif" font-size="84" font-weight="600"
 text-anchor="middle" dominant-baseline="central">${initialsOf(name)}</text>
</svg>`;
}

function nameOf(appearances: Appearances, key: string): string | null {
  const user = findUser(key);
  if (user) return user.name;
  const id = key.replace(/-\d+$/, "");
  const page = world.pages.find((each) => [each.id, each.instagram?.id].includes(id));
  return page ? appearanceOf(appearances, page).name : null;
}

function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  const first = words[0]?.[0] ?? "?";
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? "") : "";
  return (first + last).toUpperCase();
}
