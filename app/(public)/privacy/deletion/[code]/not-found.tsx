import { Text, Title } from "@mantine/core";
import { getTranslations } from "next-intl/server";

export default async function UnknownDeletion() {
  const t = await getTranslations("deletion.unknown");
  return (
    <>
      <Title order={1}>{t("title")}</Title>
      <Text c="dimmed" mt="xs">
        {t("detail")}
      </Text>
    </>
  );
}
