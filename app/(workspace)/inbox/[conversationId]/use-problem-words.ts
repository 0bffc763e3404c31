import { useTranslations } from "next-intl";
import type { ContentProblem } from "#lib/forms/content-problem.ts";
import { placeOfProblem } from "./place-of-problem.ts";

/** What Meta would refuse, such as “Quick reply 4: 20 characters at most.” */
export function useProblemWords(): (problem: ContentProblem) => string {
  const t = useTranslations("thread.refused");
  return ({ field, code, max = 0 }) => {
    const { where, number } = placeOfProblem(field);
    return t("line", { where: t(`where.${where}`, { number }), what: t(`what.${code}`, { max }) });
  };
}
