import { useTranslations } from "next-intl";
import type en from "#app/_i18n/en.json";

type Name = keyof (typeof en)["trouble"];

/** What a code such as `meta.blocked` means, and what to do about it. */
export function useTroubleWords(): (code: string | null) => { what: string; next: string } {
  const t = useTranslations("trouble");
  return (code) => {
    const name = nameOf(code);
    const known = t.has(`${name}.what`) ? name : "other";
    const values = { code: code ?? "–" };
    return { what: t(`${known}.what`, values), next: t(`${known}.next`, values) };
  };
}

/** All failures of ours read the same; their code tells them apart. The caller asks whether there is such a name. */
function nameOf(code: string | null): Name {
  if (code === null) return "other";
  if (code.startsWith("bug.")) return "bug";
  return code.replaceAll(".", "_").replaceAll("-", "_") as Name;
}
