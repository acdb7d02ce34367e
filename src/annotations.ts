import type { AnnotationQuery, AnnotationSupport } from '@grafana/data';
import type { BacklogQuery } from './types';

/** Annotations query events. Grafana stores a new annotation without a query type, which would mean `history`. */
export const annotationSupport: AnnotationSupport<BacklogQuery> = {
  getDefaultQuery: () => ({ queryType: 'events' }),
  // Grafana asks again as long as it gets another object, so a complete annotation is given back as it is.
  prepareAnnotation: (stored: AnnotationQuery<BacklogQuery>) =>
    stored.target?.refId && stored.target.queryType
      ? stored
      : { ...stored, target: { refId: 'Anno', ...stored.target, queryType: stored.target?.queryType ?? 'events' } },
};
