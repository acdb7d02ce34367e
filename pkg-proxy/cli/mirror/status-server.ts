import { createServer, type Server } from 'node:http';
import { spread } from '../../lifetime/work';
import { prometheusText } from '../../prometheus/metrics';
import type { Monitor } from '../../queues/monitor/monitor';
import { workerHealth } from './worker-health';

/** A sample is fresh for two intervals plus the time it may take; a put is fresh for three minutes. */
const SAMPLE_GRACE_MS = 2000;
const PUT_FRESH_MS = 180_000;

/**
 * Serves the mirror's status to an orchestrator: `/healthz` (the process runs), `/readyz` (every broker was sampled and, from a few
 * minutes after the start, stored recently), `/metrics` (Prometheus) and `/workers/<name>` (whether that worker is online).
 * @param unread problems with the configuration; while there are any, the process is not ready
 */
export function serveStatus(monitors: readonly Monitor[], unread: readonly string[], startedAt: number): Server {
  return createServer((request, response) => {
    const answer = (status: number, body: string, type = 'text/plain; charset=utf-8') =>
      response.writeHead(status, { 'content-type': type }).end(body);
    const path = (request.url ?? '').split('?', 1)[0];
    if (request.method !== 'GET' && request.method !== 'HEAD') answer(405, 'expected GET\n');
    else if (path === '/healthz') answer(200, 'ok\n');
    else if (path === '/readyz') {
      const problems = [...unread, ...monitors.flatMap((m) => unready(m, startedAt))];
      answer(problems.length > 0 ? 503 : 200, problems.length > 0 ? `${problems.join('\n')}\n` : 'ok\n');
    } else if (path === '/metrics') {
      spread(prometheusText(monitors)).then(
        (text) => answer(200, text, 'text/plain; version=0.0.4; charset=utf-8'),
        (error: unknown) => answer(500, `${String(error)}\n`),
      );
    } else if (path?.startsWith('/workers/')) {
      const name = decoded(path.slice('/workers/'.length));
      if (!name) return answer(400, 'expected /workers/<name>, URL-encoded\n');
      const { status, body } = workerHealth(monitors, name);
      answer(status, `${JSON.stringify(body)}\n`, 'application/json');
    } else answer(404, 'expected /healthz, /readyz, /metrics or /workers/<name>\n');
  });
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function unready({ settings, observed, mirror }: Monitor, startedAt: number): string[] {
  const now = Date.now();
  const problems: string[] = [];
  const { latest, failing } = observed;
  if (failing) problems.push(`${settings.name}: ${failing.last.error.message}`);
  else if (!latest) problems.push(`${settings.name}: not sampled yet`);
  else if (now - latest.at > 2 * observed.sampleMs + SAMPLE_GRACE_MS)
    problems.push(`${settings.name}: the last sample is ${Math.round((now - latest.at) / 1000)} s old`);
  const status = mirror?.status();
  if (status?.metricsTaken) problems.push(`${settings.name}: ${status.metricsTaken}`);
  else if (status?.overBudget) problems.push(`${settings.name}: ${status.overBudget}`);
  else if (status && now - Math.max(status.lastPutAt ?? 0, startedAt) > PUT_FRESH_MS) {
    problems.push(
      `${settings.name}: nothing was stored in ${status.label} since ${new Date(status.lastPutAt ?? startedAt).toISOString()}${status.lastError ? `: ${status.lastError}` : ''}`,
    );
  }
  return problems;
}
