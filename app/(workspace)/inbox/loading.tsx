import { Skeleton, Stack } from "@mantine/core";

export default function LoadingConversation() {
  return (
    <Stack p="lg" gap="lg" h="100%" justify="end" aria-busy>
      <Skeleton height={56} width="45%" radius="md" />
      <Skeleton height={72} width="55%" radius="md" ms="auto" />
      <Skeleton height={40} width="30%" radius="md" />
      <Skeleton height={56} width="50%" radius="md" ms="auto" />
    </Stack>
  );
}
