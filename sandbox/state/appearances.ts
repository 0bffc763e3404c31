import { type Account, world } from "#sandbox/world.ts";
import type { Page } from "#sandbox/world-pages.ts";

/** How a page shows itself by now; its owner may change everything but the ids. */
export type Appearance = { name: string; pictures: number; instagram: InstagramAppearance | null };

export type InstagramAppearance = {
  id: string;
  username: string;
  name: string;
  pictures: number;
  /** A personal account is only shown as connected; messages need a professional one. */
  link: "professional" | "personal" | "none";
  /** "Allow access to messages" in the settings of the Instagram app. */
  allowsMessages: boolean;
};

/** By page id. */
export type Appearances = ReadonlyMap<string, Appearance>;

export function createAppearances(): Appearances {
  return new Map(world.pages.map((page) => [page.id, createAppearance(page)]));
}

function createAppearance({ name, instagram }: Page): Appearance {
  return {
    name,
    pictures: 0,
    instagram: instagram && {
      ...instagram,
      pictures: 0,
      link: "professional",
      allowsMessages: true,
    },
  };
}

export function appearanceOf(appearances: Appearances, page: Page): Appearance {
  const appearance = appearances.get(page.id);
  if (!appearance) throw new Error(`No page ${page.id}`);
  return appearance;
}

/** The Instagram account through which messages could come; null: none is linked, or a personal one. */
export function linkedInstagram(appearances: Appearances, page: Page): InstagramAppearance | null {
  const { instagram } = appearanceOf(appearances, page);
  return instagram?.link === "professional" ? instagram : null;
}

/** A page's name or an Instagram account's @username. */
export function nameOfAccount(appearances: Appearances, { platform, page }: Account): string {
  const { name, instagram } = appearanceOf(appearances, page);
  return platform === "instagram" ? `@${instagram?.username}` : name;
}

/** Under which a picture is served; another one for every change. */
export function pictureKey(id: string, pictures: number): string {
  return pictures === 0 ? id : `${id}-${pictures}`;
}
