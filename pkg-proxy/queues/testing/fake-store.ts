import type { MetricStore, MinuteRecord, PutResult, StoreError } from '../ports/metric-store';

/** A store in memory, for tests: keeps what it is given, unless it is told to fail. */
export class FakeStore implements MetricStore {
  /** Everything stored, in the order of arrival. */
  readonly stored: MinuteRecord[] = [];
  /** Why nothing can be stored now. */
  failure: StoreError | undefined;
  puts = 0;
  closed = false;

  constructor(readonly label = 'Fake/Store in eu-west-1') {}

  async put(records: readonly MinuteRecord[]): Promise<PutResult> {
    this.puts++;
    if (this.failure) return { stored: 0, refused: [], requests: 1, unsent: records, error: this.failure };
    this.stored.push(...records);
    return { stored: records.length, refused: [], requests: 1, unsent: [] };
  }

  async check(): Promise<void> {
    if (this.failure) throw this.failure;
  }

  close(): void {
    this.closed = true;
  }
}
