/** Failures instead of an answer. */
export type Fault =
  | { readonly kind: 'error'; readonly status: number; readonly code: string; readonly message?: string; readonly type?: string }
  /** The connection breaks, before the request is processed or after it, which loses the answer. */
  | { readonly kind: 'reset'; readonly when: 'before' | 'after' }
  | { readonly kind: 'slow'; readonly milliseconds: number };

export const throttling: Fault = { kind: 'error', status: 400, code: 'Throttling', message: 'Rate exceeded' };
export const serverFault: Fault = {
  kind: 'error',
  status: 500,
  code: 'InternalServiceError',
  type: 'InternalServiceFault',
  message: 'Internal failure.',
};
export const tooLarge: Fault = { kind: 'error', status: 413, code: 'RequestEntityTooLarge', message: 'The request is too large.' };
export const lostAnswer: Fault = { kind: 'reset', when: 'after' };
export const lostRequest: Fault = { kind: 'reset', when: 'before' };

/** Queued faults by operation, first in, first out. */
export class FaultPlan {
  readonly #planned = new Map<string, { times: number; readonly fault: Fault }[]>();

  /** Applies `fault` to the next `times` requests of that operation; Infinity means until `clear`. */
  fail(operation: string, times: number, fault: Fault): void {
    this.#planned.set(operation, [...(this.#planned.get(operation) ?? []), { times, fault }]);
  }

  clear(): void {
    this.#planned.clear();
  }

  next(operation: string): Fault | undefined {
    const planned = this.#planned.get(operation)?.find(({ times }) => times > 0);
    if (planned) planned.times--;
    return planned?.fault;
  }
}
