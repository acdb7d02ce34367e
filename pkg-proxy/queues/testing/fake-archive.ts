import type { Archive, ArchiveRequest, ArchiveSegment, TaskArchiveRequest } from '../ports/archive';

/** An archive in memory, for tests: every period of every queue has the value that `value` gives. */
export class FakeArchive implements Archive {
  readonly label = 'an archive';
  readonly requests: ArchiveRequest[] = [];
  /** Those whose answers are not kept: what is usual is made of them. */
  readonly passing: ArchiveRequest[] = [];
  error: Error | undefined;
  /** What `queues` answers. */
  names: readonly string[] = [];
  namesError: Error | undefined;
  closed = false;
  /** Coarsest period it can answer with, milliseconds. */
  floor = 0;
  value: (queue: string, at: number) => number = () => Number.NaN;

  read(request: ArchiveRequest): Promise<readonly ArchiveSegment[]> {
    (request.keep === false ? this.passing : this.requests).push(request);
    if (this.error) return Promise.reject(this.error);
    const { queues } = request;
    const period = Math.max(request.interval, this.floor);
    const from = Math.floor(request.from / period) * period;
    const times = Float64Array.from({ length: Math.max(0, Math.ceil((request.to - from) / period)) }, (_, i) => from + i * period);
    return Promise.resolve([{ times, values: queues.map((queue) => times.map((t) => this.value(queue, t))), period }]);
  }

  /** Every period of every task has what this gives; NaN: nothing. */
  taskValue: (measure: TaskArchiveRequest['measure'], task: string | null, at: number) => number = () => Number.NaN;
  readonly taskRequests: TaskArchiveRequest[] = [];
  /** What `tasks` answers. */
  taskNames: readonly string[] = [];

  readTasks(request: TaskArchiveRequest): Promise<readonly ArchiveSegment[]> {
    this.taskRequests.push(request);
    if (this.error) return Promise.reject(this.error);
    const { tasks, measure } = request;
    const period = Math.max(request.interval, this.floor);
    const from = Math.floor(request.from / period) * period;
    const times = Float64Array.from({ length: Math.max(0, Math.ceil((request.to - from) / period)) }, (_, i) => from + i * period);
    return Promise.resolve([{ times, values: tasks.map((task) => times.map((t) => this.taskValue(measure, task, t))), period }]);
  }

  tasks(): Promise<readonly string[]> {
    return this.namesError ? Promise.reject(this.namesError) : Promise.resolve(this.taskNames);
  }

  queues(): Promise<readonly string[]> {
    return this.namesError ? Promise.reject(this.namesError) : Promise.resolve(this.names);
  }

  counts() {
    return { requests: this.requests.length, metricsRead: 0, dollars: 0 };
  }

  close(): void {
    this.closed = true;
  }
}
