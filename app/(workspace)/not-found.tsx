import { NotFoundPanel } from "#app/_ui/not-found-panel.client.tsx";

/** Inside the workspace, so that the navigation stays. */
export default function WorkspaceNotFound() {
  return <NotFoundPanel />;
}
