import { useTranslations } from "next-intl";

type TroubleTranslator = ReturnType<typeof useTranslations<"trouble">>;
type TroubleKey = Parameters<TroubleTranslator["has"]>[0] extends `${infer _}`
  ? Extract<Parameters<TroubleTranslator["has"]>[0], `${string}.what`>
  : never;

/** What a code such as `meta.blocked` means, and what to do about it. */
export function useTroubleWords(): (code: string | null) => { what: string; next: string } {
  const t = useTranslations("trouble");
  return (code) => {
    const name = nameOf(code);
    const key = `${name}.what` as TroubleKey;
    const known = t.has(key) ? name : "other";
    return {
      what: t(`${known}.what` as TroubleKey, { code: code ?? "–" }),
      next: t(`${known}.next` as TroubleKey, { code: code ?? "–" }),
    };
  };
}

/** All failures of ours read the same; their code tells them apart. */
function nameOf(code: string | null): string {
  if (code === null) return "other";
  return code.startsWith("bug.") ? "bug" : code.replaceAll(".", "_").replaceAll("-", "_");
}
