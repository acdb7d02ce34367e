import { useCallback, useEffect, useRef, useState } from 'react';
import { loadQueues } from '../../backend';
import type { QueueEntry } from '../../contract/resources';

export interface FoundQueues {
  /** Undefined before the first answer. */
  readonly queues: readonly QueueEntry[] | undefined;
  readonly loading: boolean;
  /** The last request failed. */
  readonly failed: boolean;
  readonly reload: () => void;
}

/**
 * The queues that the saved data source has found. Asked for again after each save; an answer that comes after a later request is dropped.
 * @param uid undefined while there is nothing to ask
 * @param version counts saves
 */
export function useFoundQueues(uid: string | undefined, version: number | undefined): FoundQueues {
  const [state, setState] = useState<Omit<FoundQueues, 'reload'>>({ queues: undefined, loading: false, failed: false });
  const asked = useRef(0);

  const reload = useCallback(() => {
    const turn = ++asked.current;
    if (uid === undefined) return;
    const settle = (answer: Pick<FoundQueues, 'queues' | 'failed'>) => turn === asked.current && setState({ ...answer, loading: false });
    setState((before) => ({ ...before, loading: true }));
    loadQueues(uid).then(
      (queues) => settle({ queues, failed: false }),
      () => settle({ queues: undefined, failed: true }),
    );
  }, [uid]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: every save counts the version up
  useEffect(() => {
    reload();
    return () => void asked.current++;
  }, [reload, version]);
  return { ...state, reload };
}
