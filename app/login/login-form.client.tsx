"use client";

import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { signIn } from "next-auth/react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";

type Failure = "wrong" | "tooMany" | "failed";

export function LoginForm({ target }: { target: string }) {
  const t = useTranslations("login");
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  const submit = async (form: FormData) => {
    setIsBusy(true);
    setFailure(null);
    const problem = await trySignIn(form);
    if (problem === null) {
      // A whole load, so that nothing rendered for a signed-out visitor is kept.
      window.location.assign(target);
      return;
    }
    setFailure(problem);
    setIsBusy(false);
  };

  return (
    <form
      method="post"
      onSubmit={(event: FormEvent<HTMLFormElement>) => {
        event.preventDefault();
        void submit(new FormData(event.currentTarget));
      }}
    >
      <Stack gap="md">
        {failure !== null && (
          <Alert color="red" icon={<IconAlertCircle aria-hidden />} title={t(failure)}>
            {t(`${failure}Next`)}
          </Alert>
        )}
        <TextInput
          name="email"
          type="email"
          label={t("email")}
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
        />
        <PasswordInput
          name="password"
          label={t("password")}
          autoComplete="current-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ "aria-label": t("showPassword") }}
        />
        <Button type="submit" loading={isBusy} fullWidth>
          {t("submit")}
        </Button>
      </Stack>
    </form>
  );
}

/** Null when the person is signed in. next-auth says `CredentialsSignin` for a wrong pair only. */
async function trySignIn(form: FormData): Promise<Failure | null> {
  const answer = await signIn("credentials", {
    redirect: false,
    email: form.get("email"),
    password: form.get("password"),
  }).catch(() => undefined);
  if (answer?.ok && !answer.error) return null;
  if (answer?.status === 429) return "tooMany";
  return answer?.error === "CredentialsSignin" ? "wrong" : "failed";
}
