import { Container, Skeleton, Stack } from "@mantine/core";

export default function LoadingAlerts() {
  return (
    <Container size="md" py="lg" px="md" aria-busy>
      <Stack gap="lg">
        <Skeleton height={28} width="25%" />
        <Skeleton height={150} radius="md" />
        <Skeleton height={150} radius="md" />
      </Stack>
    </Container>
  );
}
