import type { AnyDatasource } from './datasource';

/** The result of Save & test. */
export interface Verdict {
  ok: boolean;
  message: string;
}

/** Runs the health check of the plugin. DataSourceWithBackend rejects if it fails. */
export async function testDatasource(datasource: AnyDatasource): Promise<Verdict> {
  try {
    const { status, message } = await datasource.testDatasource();
    return { ok: status === 'success', message };
  } catch (refusal) {
    return { ok: false, message: messageOf(refusal) };
  }
}

function messageOf(refusal: unknown): string {
  if (typeof refusal === 'object' && refusal !== null && 'message' in refusal) return String(refusal.message);
  return String(refusal);
}
