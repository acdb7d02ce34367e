import { useCallback, useEffect, useRef, useState } from 'react';
import type { QueueEntry } from '../contract/resources';

export interface QueueNames {
  readonly queues: readonly QueueEntry[];
  readonly loading: boolean;
  readonly failed: boolean;
  /** Asks again; what was known stays until the answer is there. */
  readonly refresh: () => void;
}

/** The queues to complete from, asked for when a list is opened. An answer that comes after the last refresh or too late is dropped. */
export function useQueueNames(load: () => Promise<readonly QueueEntry[]>): QueueNames {
  const [state, setState] = useState<Omit<QueueNames, 'refresh'>>({ queues: [], loading: false, failed: false });
  const asked = useRef(0);
  useEffect(() => () => void asked.current++, []);

  const refresh = useCallback(() => {
    const turn = ++asked.current;
    const settle = (change: Partial<QueueNames>) => turn === asked.current && setState((s) => ({ ...s, loading: false, ...change }));
    setState((s) => ({ ...s, loading: true }));
    load().then(
      (queues) => settle({ queues, failed: false }),
      () => settle({ failed: true }),
    );
  }, [load]);
  return { ...state, refresh };
}
