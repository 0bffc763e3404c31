import { newTraceId } from "#sandbox/state/random-ids.ts";

export type GraphErrorDetails = {
  code: number;
  subcode?: number;
  type?: "OAuthException" | "GraphMethodException" | "IGApiException";
  status?: number;
  isTransient?: boolean;
  headers?: Record<string, string>;
};

/** A refusal in Meta's own frame. */
export class GraphError extends Error {
  readonly details: GraphErrorDetails;

  constructor(message: string, details: GraphErrorDetails) {
    super(message);
    this.name = "GraphError";
    this.details = details;
  }

  get status(): number {
    return this.details.status ?? 400;
  }

  toBody() {
    const { code, subcode, type, isTransient } = this.details;
    return {
      error: {
        message: this.message,
        type: type ?? "OAuthException",
        ...(isTransient === undefined ? {} : { is_transient: isTransient }),
        code,
        ...(subcode === undefined ? {} : { error_subcode: subcode }),
        fbtrace_id: newTraceId(),
      },
    };
  }
}

export function badParameter(message: string, subcode?: number): GraphError {
  return new GraphError(`(#100) ${message}`, {
    code: 100,
    ...(subcode === undefined ? {} : { subcode }),
  });
}

export function unknownObject(method: string, id: string): GraphError {
  return new GraphError(
    `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
    { code: 100, subcode: 33, type: "GraphMethodException" },
  );
}

export function unknownPath(path: string): GraphError {
  return new GraphError(`Unknown path components: /${path}`, { code: 2500 });
}
