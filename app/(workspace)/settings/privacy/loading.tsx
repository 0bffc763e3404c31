import { Container, Skeleton, Stack } from "@mantine/core";

export default function LoadingPrivacySettings() {
  return (
    <Container size="md" py="lg" px="md" aria-busy>
      <Stack gap="lg">
        <Skeleton height={28} width="25%" />
        <Skeleton height={240} radius="md" />
        <Skeleton height={200} radius="md" />
        <Skeleton height={120} radius="md" />
      </Stack>
    </Container>
  );
}
