import { DELAY } from './quick';
import type { AlertWorld } from './world';

/** What makes one rule fire, and clear again. All of them can be there at once; each ends when it was seen. */
export interface Trouble {
  readonly rule: string;
  /** Of the alert, beside `broker`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly begin: (world: AlertWorld) => Promise<unknown>;
  readonly end: (world: AlertWorld) => Promise<unknown>;
  /** Whether the values of the alert are right. */
  readonly holds: (values: Readonly<Record<string, number>>) => boolean;
  /** The rule has no other alert meanwhile. */
  readonly alone?: true;
}

const value = (values: Readonly<Record<string, number>>, refId: string) => values[refId] ?? Number.NaN;

export const TROUBLES: readonly Trouble[] = [
  {
    // Ends at once when it fires: an average of five minutes forgets slowly.
    rule: 'queue-unusual',
    labels: { queue: 'unusual' },
    begin: (world) => world.fill('unusual', 1000),
    end: (world) => world.empty('unusual'),
    holds: (values) => value(values, 'deviation') > 1.5,
    alone: true,
  },
  {
    // 10 % of 20 runs, then 4 % of 50.
    rule: 'task-failures',
    labels: { task: 'work' },
    begin: (world) => world.run(18, 2),
    end: (world) => world.run(30, 0),
    holds: ({ failed, succeeded, ratio }) => failed === 2 && succeeded === 18 && ratio === 0.1,
    alone: true,
  },
  {
    rule: 'queue-stalled',
    labels: { queue: 'stuck' },
    begin: (world) => world.stall(),
    end: (world) => world.empty('stuck'),
    holds: (values) => values['rate'] === 0 && value(values, 'tasks') > 0,
  },
  {
    // The tasks that the stalled worker runs.
    rule: 'deliveries-overdue',
    labels: {},
    begin: async () => {},
    end: (world) => world.empty('unacked', 'unacked_index'),
    holds: (values) => value(values, 'overdue') >= 2,
    alone: true,
  },
  {
    // The other queue has no threshold of its own.
    rule: 'oldest-task',
    labels: { queue: 'late' },
    begin: async (world) => {
      await world.fill('late', 1);
      await world.fill('work-without-threshold', 1);
    },
    end: (world) => world.empty('late', 'work-without-threshold'),
    holds: (values) => value(values, 'seconds') > 2,
    alone: true,
  },
  {
    rule: 'queue-critical',
    labels: { queue: 'critical' },
    begin: (world) => world.fill('critical', 101),
    end: (world) => world.empty('critical'),
    holds: ({ tasks, rank }) => tasks === 101 && rank === 2,
    alone: true,
  },
  {
    rule: 'queue-growing',
    labels: { queue: 'growing' },
    begin: async (world) => world.grow(),
    end: (world) => world.stopGrowing(),
    holds: (values) => value(values, 'in') > value(values, 'out'),
  },
  {
    rule: 'queue-unconsumed',
    labels: { queue: 'orphan' },
    begin: (world) => world.fill('orphan', 3),
    end: (world) => world.empty('orphan'),
    holds: ({ tasks, rank }) => tasks === 3 && rank === 3,
    alone: true,
  },
  {
    rule: 'mirror-behind',
    labels: {},
    begin: async (world) => world.refuseMirror(),
    end: async (world) => world.acceptMirror(),
    holds: (values) => value(values, 'behind') > DELAY,
    alone: true,
  },
];
