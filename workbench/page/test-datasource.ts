import type { AnyDatasource } from './datasource';

/** What Save & test shows. */
export interface Verdict {
  ok: boolean;
  message: string;
}

/** Asks the plugin for its health; a refusal comes as a rejection, as DataSourceWithBackend has it. */
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
