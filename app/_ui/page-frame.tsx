import { Box, Container, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

/** A settings page: heading, one sentence, content. */
export function PageFrame({
  title,
  lead,
  children,
}: {
  title: ReactNode;
  lead?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Container size="md" py="lg" px="md">
      <Title order={1}>{title}</Title>
      {lead !== undefined && (
        <Text c="dimmed" size="sm" mt="xs" component="div">
          {lead}
        </Text>
      )}
      <Box mt="lg">{children}</Box>
    </Container>
  );
}
