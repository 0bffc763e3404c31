/** For `spawn`: Next's types make NODE_ENV part of every environment, also of programs that know nothing of it. */
export function childEnv(values: Record<string, string | undefined>): NodeJS.ProcessEnv {
  return values as NodeJS.ProcessEnv;
}
