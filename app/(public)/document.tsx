import { List, ListItem, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./public.module.css";

/** `points` by name, in their order. */
export type DocumentSection = { title: string; points: Record<string, ReactNode> };

/** A text for people: heading, one sentence, and sections of short points. */
export function DocumentPage({
  title,
  lead,
  sections,
}: {
  title: string;
  lead: string;
  sections: DocumentSection[];
}) {
  return (
    <Stack component="article" gap="xl">
      <div>
        <Title order={1}>{title}</Title>
        <Text c="dimmed" mt="xs">
          {lead}
        </Text>
      </div>
      {sections.map((section) => (
        <section key={section.title} className={classes.section}>
          <Title order={2} mb="xs">
            {section.title}
          </Title>
          <Points points={section.points} />
        </section>
      ))}
    </Stack>
  );
}

function Points({ points }: Pick<DocumentSection, "points">) {
  const entries = Object.entries(points);
  const [only] = entries;
  if (only !== undefined && entries.length === 1) return <Text>{only[1]}</Text>;
  return (
    <List spacing="xs" withPadding>
      {entries.map(([name, point]) => (
        <ListItem key={name}>{point}</ListItem>
      ))}
    </List>
  );
}
