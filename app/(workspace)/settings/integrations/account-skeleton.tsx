import { Group, Paper, Skeleton, Stack } from "@mantine/core";

export function AccountSkeleton() {
  return (
    <Paper withBorder p="lg" radius="md" aria-busy>
      <Group>
        <Skeleton height={44} width={44} radius="md" />
        <Stack gap="xs" flex={1}>
          <Skeleton height={14} width="40%" />
          <Skeleton height={12} width="60%" />
        </Stack>
      </Group>
    </Paper>
  );
}
