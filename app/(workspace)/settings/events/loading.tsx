import { Container, Skeleton, Stack } from "@mantine/core";

export default function LoadingEvents() {
  return (
    <Container size="md" py="lg" px="md" aria-busy>
      <Stack gap="lg">
        <Skeleton height={28} width="35%" />
        <Skeleton height={36} width="50%" />
        <Skeleton height={180} radius="md" />
        <Skeleton height={180} radius="md" />
      </Stack>
    </Container>
  );
}
