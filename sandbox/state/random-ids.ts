import { randomBytes } from "node:crypto";

/** Looks like Meta's: EAA and a long run of letters and digits. */
export function newToken(): string {
  return `EAA${lettersAndDigits(168)}`;
}

export function newCode(): string {
  return `AQ${randomBytes(150).toString("base64url")}`;
}

export function newMessengerMid(): string {
  return `m_${randomBytes(78).toString("base64url")}`;
}

/** Instagram's message ids are longer than Messenger's; narrow columns cut them. */
export function newInstagramMid(): string {
  return `aWdfZAG1faXRlbTo${randomBytes(108).toString("base64url")}`;
}

export function newTraceId(): string {
  return `A${randomBytes(16).toString("base64url")}`;
}

function lettersAndDigits(length: number): string {
  let text = "";
  while (text.length < length) {
    text += randomBytes(length)
      .toString("base64")
      .replaceAll(/[^A-Za-z0-9]/g, "");
  }
  return text.slice(0, length);
}
