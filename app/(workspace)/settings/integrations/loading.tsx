import { Container, Skeleton, Stack } from "@mantine/core";
import { AccountSkeleton } from "./account-skeleton.tsx";

export default function LoadingIntegrations() {
  return (
    <Container size="md" py="lg" px="md" aria-busy>
      <Stack gap="lg">
        <Skeleton height={28} width="35%" />
        <AccountSkeleton />
        <Skeleton height={72} radius="md" />
        <Skeleton height={72} radius="md" />
      </Stack>
    </Container>
  );
}
