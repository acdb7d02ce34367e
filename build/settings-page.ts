import { writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as z from 'zod';
import { STORED_FIELDS } from '../src/contract/settings/schema';
import { connectionSecrets, mirrorSecrets } from '../src/contract/settings/secrets';

/** Path of the page; a test compares it with the schema. */
export const SETTINGS_PAGE = fileURLToPath(new URL('../docs/settings.md', import.meta.url));

const TITLES = {
  connection: 'Connection',
  keys: 'Transport options',
  sampling: 'Queues',
  thresholds: 'Thresholds',
  workers: 'Workers',
  tasks: 'Tasks',
  mirror: 'CloudWatch mirror',
} satisfies Record<keyof typeof STORED_FIELDS, string>;

const INTRO = `# Settings

<!-- Written by \`npm run docs\` from src/contract/settings/. Change it there. -->

The fields of \`jsonData\`, as a provisioning file writes them. The settings page edits the same fields. All are optional.
A name with a dot is a field of an object: \`mirror.enabled\` is \`mirror: { enabled: true }\`.
`;

const SECRETS = `## Secrets

The fields of \`secureJsonData\`, which Grafana encrypts and never shows again.

| secret | meaning |
|---|---|
`;

/** The text of docs/settings.md. */
export function settingsPage(): string {
  const groups = Object.entries(TITLES).map(([group, title]) => section(title, fieldsOf(Reflect.get(STORED_FIELDS, group))));
  const secrets = [connectionSecrets, mirrorSecrets]
    .flatMap((object) => fieldsOf(object))
    .map(({ name, field }) => row([`\`${name}\``, docOf(name, field).doc]));
  return [INTRO, ...groups, SECRETS + secrets.join('')].join('\n');
}

interface Field {
  readonly name: string;
  readonly field: z.ZodType;
}

function section(title: string, fields: readonly Field[]): string {
  const rows = fields.map(({ name, field }) => {
    const { doc, default: said } = docOf(name, field);
    return row([`\`${name}\``, said ?? defaultOf(field), expectedBy(field), doc]);
  });
  return `## ${title}\n\n| field | default | values | meaning |\n|---|---|---|---|\n${rows.join('')}`;
}

/** The fields of an object, and of the objects in it that have fields of their own. */
function fieldsOf(object: z.ZodObject, prefix = ''): Field[] {
  return Object.entries(object.shape).flatMap(([key, field]) => {
    const name = prefix + key;
    const inner = bare(field);
    return inner instanceof z.ZodObject ? fieldsOf(inner, `${name}.`) : [{ name, field }];
  });
}

/** The field without its default or optional wrapper. */
function bare(field: z.ZodType): unknown {
  return field instanceof z.ZodDefault || field instanceof z.ZodPrefault || field instanceof z.ZodOptional ? field.unwrap() : field;
}

const documented = z.object({ doc: z.string(), default: z.string().optional() });

/** @throws Error naming a field without a doc */
function docOf(name: string, field: z.ZodType) {
  const said = documented.safeParse(field.meta());
  if (!said.success) throw new Error(`src/contract/settings: ${name} needs .meta({ doc: '…' }) as its last call`);
  return said.data;
}

function defaultOf(field: z.ZodType): string {
  const value = field.safeParse(undefined).data;
  return value === undefined ? 'none' : `\`${JSON.stringify(value)}\``;
}

/** What the error of the field says it expects. No field accepts a symbol. */
function expectedBy(field: z.ZodType): string {
  const [issue] = field.safeParse(Symbol('wrong')).error?.issues ?? [];
  return issue?.message ?? '';
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) writeFileSync(SETTINGS_PAGE, settingsPage());
