import { useTranslations } from "next-intl";

/** Turns a code such as `meta.token-invalid` into words; a code without words gets the general ones. */
export function useErrorText(): (code: string | null) => string {
  const t = useTranslations("errors");
  return (code) => {
    if (code === null) return t("unknown");
    const key = code.replaceAll(".", "_").replaceAll("-", "_");
    return isErrorKey(t, key) ? t(key) : t("unknownWithCode", { code });
  };
}

type ErrorTranslator = ReturnType<typeof useTranslations<"errors">>;
type ErrorKey = Exclude<Parameters<ErrorTranslator>[0], "unknownWithCode">;

function isErrorKey(t: ErrorTranslator, key: string): key is ErrorKey {
  return key !== "unknownWithCode" && t.has(key as ErrorKey);
}
