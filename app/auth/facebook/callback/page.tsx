import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Callback } from "./callback.client.tsx";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("callback"))("title"), referrer: "no-referrer" };
}

/** The code stays in the browser's address until the client part takes it; no session is asked here. */
export default function FacebookCallbackPage() {
  return <Callback />;
}
