import { Group, Text } from "@mantine/core";

/** The mark: a plug on its way into a jack. The same drawing as `app/icon.svg`. */
export function Logo({ name }: { name: string }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <svg width="26" height="26" viewBox="0 0 32 32" fill="none" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="var(--mantine-color-accent-6)" />
        <circle cx="23.5" cy="10" r="4.5" stroke="#fff" strokeWidth="2" />
        <circle cx="23.5" cy="10" r="1.4" fill="#fff" />
        <g transform="rotate(-38 11 19.5)" fill="#fff">
          <rect x="6" y="15.4" width="7.6" height="8.2" rx="2.2" />
          <rect x="14.4" y="17.7" width="4.2" height="3.6" rx="1.2" />
        </g>
        <path
          d="M7.4 22.4c-1.6 1.3-1.9 2.8-3.4 4.1"
          stroke="#fff"
          strokeWidth="2"
          strokeLinecap="round"
        />
      </svg>
      <Text component="span" fw={600}>
        {name}
      </Text>
    </Group>
  );
}
