import { useCallback, useEffect, useRef, useState } from 'react';
import type { QueueEntry } from '../contract/resources';

export interface QueueNames {
  readonly queues: readonly QueueEntry[];
  readonly loading: boolean;
  readonly failed: boolean;
  /** Asks again; what was known stays until the answer is there. Resolves with what is known then, and never rejects. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a list without names has nothing to ask
  readonly refresh: () => Promise<readonly QueueEntry[]> | void;
}

/** The queues to complete from, asked for when a list is opened. An answer that comes after the last refresh or too late is dropped. */
export function useQueueNames(load: () => Promise<readonly QueueEntry[]>): QueueNames {
  const [state, setState] = useState<Omit<QueueNames, 'refresh'>>({ queues: [], loading: false, failed: false });
  const asked = useRef(0);
  const known = useRef<readonly QueueEntry[]>([]);
  useEffect(() => () => void asked.current++, []);

  const refresh = useCallback(async () => {
    const turn = ++asked.current;
    const settle = (change: Partial<QueueNames>) => turn === asked.current && setState((s) => ({ ...s, loading: false, ...change }));
    setState((s) => ({ ...s, loading: true }));
    try {
      const queues = await load();
      known.current = queues;
      settle({ queues, failed: false });
    } catch {
      settle({ failed: true });
    }
    return known.current;
  }, [load]);
  return { ...state, refresh };
}
