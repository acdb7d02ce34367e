/**
 * The import table of docs/architecture.md as rules. `only` says which of our folders and which packages a folder may
 * name; whatever is not listed is an error. Tests sit beside their files and may name anything.
 */
const TEST = '\\.test\\.tsx?$';

/** @param {string} folder @param {string[]} may */
const only = (folder, may, except = []) => ({
  name: `imports of ${folder}`,
  severity: 'error',
  comment: `${folder} may import only: ${may.join(', ') || 'nothing'}`,
  from: { path: `^${folder}/`, pathNot: [TEST, ...except] },
  to: { pathNot: [`^${folder}/`, ...may.map((m) => (m.includes('/') || m.startsWith('^') ? m : `^(node_modules/)?${m}(/|$)`))] },
});
const node = ['^node:', '^(fs|path|os|url|util|http|http2|crypto|events|stream|zlib|net|tls|timers|buffer|process|perf_hooks)(/|$)'];
const packages = (...names) => names.map((n) => `^(node_modules/)?${n}(/|$)`);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nobody imports main', severity: 'error', from: {}, to: { path: '^pkg-proxy/main\\.ts$' } },
    { name: 'unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only('src/contract', packages('zod')),
    only('src', packages('@grafana/[^/]+', 'react', 'rxjs', 'zod', '@emotion/css')),
    only('pkg-proxy/lifetime', node),
    only('pkg-proxy/runtime', [...node, ...packages('@bufbuild/protobuf', 'apache-arrow', 'pino')]),
    only('pkg-proxy/queues', ['^pkg-proxy/lifetime/', '^src/contract/', ...node, ...packages('re2js', 'prom-client')]),
    only('pkg-proxy/redis', ['^pkg-proxy/(lifetime|queues)/', '^src/contract/', ...node, ...packages('ioredis')]),
    only('pkg-proxy/cloudwatch', [
      '^pkg-proxy/(lifetime|queues)/',
      '^src/contract/',
      ...node,
      ...packages('@aws-sdk/[^/]+', '@smithy/[^/]+'),
    ]),
    only('pkg-proxy/datasource', ['^pkg-proxy/(lifetime|queues|runtime)/', '^src/contract/', ...node, ...packages('prom-client')]),
    only('pkg-proxy/cli', [
      '^pkg-proxy/(lifetime|queues)/',
      '^src/contract/',
      ...node,
      ...packages('yaml', 'string-width', 'prom-client', 'pino'),
    ]),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
