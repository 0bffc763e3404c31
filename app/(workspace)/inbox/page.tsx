import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { viewer } from "#app/_server.ts";
import { NothingSelected } from "./nothing-selected.client.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("inbox"))("title") };
}

export default async function InboxPage() {
  await viewer();
  return <NothingSelected />;
}
