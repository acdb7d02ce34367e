/**
 * The import table of docs/architecture.md as rules. `ROOMS` says which of our folders and which packages each folder may name;
 * what is not listed is an error, and so is a folder that is not listed. Tests sit beside their files and may name anything.
 */
const TEST = '\\.test\\.tsx?$';
const NODE =
  '^(node:|(fs|path|os|url|util|http|http2|crypto|events|stream|zlib|net|tls|timers|buffer|process|perf_hooks|child_process|readline)(/|$))';

/** @param {string[]} names */
const packages = (...names) => names.map((name) => `^(node_modules/)?${name}(/|$)`);
/** @param {string[]} names */
const rooms = (...names) => names.map((name) => `^${name}/`);

/** What all rooms of the domain share: its words and its ports. */
const DOMAIN = '^pkg-proxy/queues/(ports/)?[^/]+\\.ts$';

/** Of two folders that match, the longer name counts. @type {Readonly<Record<string, readonly string[]>>} */
const ROOMS = {
  'src/contract': packages('zod'),
  'src/editor/testing': packages('vitest'),
  src: ['^plugin\\.json$', ...packages('@grafana/[^/]+', 'react', 'rxjs', 'zod', '@emotion/css')],
  'pkg-proxy/lifetime': [NODE],
  'pkg-proxy/runtime': [NODE, ...packages('@bufbuild/protobuf', 'pino')],
  'pkg-proxy/queues': [NODE, ...rooms('src/contract', 'pkg-proxy/lifetime')],
  // The rooms of the domain know its root and not one another. The sampler fills the history; all may ask what a pattern means.
  'pkg-proxy/queues/sampling': [NODE, DOMAIN, ...rooms('src/contract', 'pkg-proxy/lifetime', 'pkg-proxy/queues/history')],
  'pkg-proxy/queues/history': [NODE, DOMAIN, ...rooms('src/contract', 'pkg-proxy/lifetime')],
  'pkg-proxy/queues/tasks': [NODE, DOMAIN, ...rooms('src/contract', 'pkg-proxy/lifetime')],
  'pkg-proxy/queues/runs': [NODE, DOMAIN, ...rooms('src/contract', 'pkg-proxy/lifetime'), ...packages('lru-cache')],
  'pkg-proxy/queues/workers': [NODE, DOMAIN, ...rooms('src/contract', 'pkg-proxy/lifetime', 'pkg-proxy/queues/patterns')],
  'pkg-proxy/queues/broker': [NODE, DOMAIN, ...rooms('src/contract', 'pkg-proxy/lifetime')],
  'pkg-proxy/queues/events': [NODE, DOMAIN, ...rooms('src/contract', 'pkg-proxy/lifetime')],
  'pkg-proxy/queues/mirror': [NODE, DOMAIN, ...rooms('src/contract', 'pkg-proxy/lifetime'), ...packages('lru-cache')],
  'pkg-proxy/queues/usual': [NODE, DOMAIN, ...rooms('src/contract', 'pkg-proxy/lifetime')],
  'pkg-proxy/queues/ports': [NODE, DOMAIN, ...rooms('src/contract', 'pkg-proxy/lifetime')],
  'pkg-proxy/queues/patterns': [NODE, ...rooms('src/contract'), ...packages('lru-cache', 're2js')],
  'pkg-proxy/queues/testing': [NODE, DOMAIN, ...rooms('src/contract', 'pkg-proxy/lifetime', 'pkg-proxy/queues'), ...packages('vitest')],
  'pkg-proxy/redis': [NODE, ...rooms('src/contract', 'pkg-proxy/lifetime', 'pkg-proxy/queues'), ...packages('ioredis', 'lru-cache')],
  'pkg-proxy/celery': [
    NODE,
    ...rooms('src/contract', 'pkg-proxy/lifetime', 'pkg-proxy/queues', 'pkg-proxy/redis'),
    ...packages('lru-cache'),
  ],
  'pkg-proxy/cloudwatch': [
    NODE,
    ...rooms('src/contract', 'pkg-proxy/lifetime', 'pkg-proxy/queues'),
    ...packages('@aws-sdk/[^/]+', '@smithy/[^/]+', 'lru-cache'),
  ],
  'pkg-proxy/prometheus': [NODE, ...rooms('src/contract', 'pkg-proxy/lifetime', 'pkg-proxy/queues')],
  'pkg-proxy/provisioning': [NODE, ...rooms('src/contract'), ...packages('yaml')],
  'pkg-proxy/datasource': [
    NODE,
    ...rooms('src/contract', 'pkg-proxy/lifetime', 'pkg-proxy/queues', 'pkg-proxy/prometheus', 'pkg-proxy/runtime'),
    ...packages('lru-cache'),
  ],
  'pkg-proxy/datasource/testing': [
    NODE,
    ...rooms('src/contract', 'pkg-proxy/lifetime', 'pkg-proxy/queues', 'pkg-proxy/datasource', 'pkg-proxy/runtime'),
    ...packages('vitest'),
  ],
  'pkg-proxy/cli': [
    NODE,
    ...rooms('src/contract', 'pkg-proxy/lifetime', 'pkg-proxy/queues', 'pkg-proxy/prometheus', 'pkg-proxy/provisioning'),
    ...packages('string-width'),
  ],
  workbench: [
    NODE,
    ...rooms('src', 'setup', 'pkg-proxy/provisioning'),
    ...packages('@grafana/[^/]+', '@grpc/[^/]+', '@emotion/[^/]+', 'react', 'react-dom', 'rxjs', 'apache-arrow', 'esbuild'),
    ...packages('i18next', 'moment', 'lodash', 'uplot', 'react-custom-scrollbars-2'),
  ],
  dashboards: [NODE, ...rooms('src/contract'), ...packages('@grafana/grafana-foundation-sdk', 'yaml', 'zod')],
  setup: [NODE],
  demo: [NODE, ...rooms('setup')],
  'demo/cloudwatch': [NODE, ...packages('zod')],
  build: [
    NODE,
    ...rooms('setup', 'src/contract'),
    ...packages('@playwright/test', 'esbuild', 'react', 'webpack', 'swc-loader', 'yazl', 'zod'),
  ],
};
/** What wires everything together: it may name all, and nobody names it. */
const WIRING = '^pkg-proxy/(main|adapters)\\.ts$';

/** @param {readonly [string, readonly string[]]} room */
const rule = ([folder, may]) => {
  const inner = Object.keys(ROOMS).filter((other) => other.startsWith(`${folder}/`));
  return {
    name: `imports of ${folder}`,
    severity: 'error',
    from: { path: `^${folder}/`, pathNot: [TEST, ...rooms(...inner)] },
    to: { pathNot: [`^${folder}/`, ...may] },
  };
};

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nobody imports the wiring', severity: 'error', from: { pathNot: [TEST, WIRING, '^test/'] }, to: { path: WIRING } },
    { name: 'unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'undeclared packages',
      comment: 'what is imported stands in package.json',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'the runtime is imported by its name',
      comment: 'it is a package: what its index does not export is its own',
      severity: 'error',
      from: { pathNot: '^pkg-proxy/runtime/' },
      to: { path: '^pkg-proxy/runtime/', dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'a folder without a rule imports nothing',
      severity: 'error',
      from: { path: '^(src|pkg-proxy|workbench|setup|demo|build|dashboards)/', pathNot: [TEST, WIRING, ...rooms(...Object.keys(ROOMS))] },
      to: {},
    },
    ...Object.entries(ROOMS).map(rule),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^pkg-proxy/runtime/dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
