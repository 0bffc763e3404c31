import { Box, Paper, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

type SectionProps = { id: string; title: string; lead: string; children: ReactNode };

/** One subject of a settings page. */
export function Section({ id, title, lead, children }: SectionProps) {
  return (
    <Paper withBorder radius="md" p="lg" mb="lg" component="section" aria-labelledby={id}>
      <Title order={2} id={id}>
        {title}
      </Title>
      <Text size="sm" c="dimmed" mt={4}>
        {lead}
      </Text>
      <Box mt="md">{children}</Box>
    </Paper>
  );
}
