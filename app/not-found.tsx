import { Center } from "@mantine/core";
import { NotFoundPanel } from "./_ui/not-found-panel.client.tsx";

export default function NotFound() {
  return (
    <Center component="main" mih="100dvh">
      <NotFoundPanel />
    </Center>
  );
}
