import type { QueryMeasure } from '../contract/measures';

/** What a query of the broker is answered with: all that is known, or one number that an alert can take. */
export type BrokerAnswer = 'all' | 'status' | 'memory';

/** The backend's rule: `status` alone and `memory` alone mean themselves, everything else means all. */
export function brokerAnswerOf([measure, ...more]: readonly QueryMeasure[]): BrokerAnswer {
  return more.length === 0 && (measure === 'status' || measure === 'memory') ? measure : 'all';
}

export function measuresOfAnswer(answer: BrokerAnswer): QueryMeasure[] {
  return [answer === 'all' ? 'waiting' : answer];
}
