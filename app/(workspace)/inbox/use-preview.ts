import { useTranslations } from "next-intl";
import { useKindWords } from "./[conversationId]/attachments/kind-words.ts";
import { previewOf } from "./preview-of.ts";

/** The last message in one line, in the viewer's language where it is no text. */
export function usePreview(): (text: string) => string {
  const t = useTranslations("inbox");
  const wordsOf = useKindWords();
  return (text) => {
    if (text === "") return t("noText");
    const parts = previewOf(text)?.map(({ kind, count, detail }) => {
      const words = wordsOf(kind, count) ?? t("noText");
      return detail === null ? words : `${words}: ${detail}`;
    });
    return parts?.join(", ") ?? text;
  };
}
