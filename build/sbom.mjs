import { createHash } from 'node:crypto';

/**
 * @typedef {object} Component
 * @property {string} name
 * @property {string} version
 * @property {string} licence SPDX expression
 * @property {string} [purl] package URL; that of npm unless given
 */

/**
 * The bill of materials of an archive, as CycloneDX 1.6 in JSON. The same components give the same text.
 * @param {string} version of the plugin
 * @param {readonly Component[]} components
 */
export function sbom(version, components) {
  const listed = components.map(({ name, version: of, licence, purl = `pkg:npm/${name.replace('@', '%40')}@${of}` }) => ({
    type: 'library',
    'bom-ref': purl,
    name,
    version: of,
    licenses: [{ expression: licence }],
    purl,
  }));
  const [a, b, c, d, e] =
    createHash('sha256')
      .update(JSON.stringify(listed))
      .digest('hex')
      .match(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})/)
      ?.slice(1) ?? [];
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    // Made from the content, in place of a random one.
    serialNumber: `urn:uuid:${a}-${b}-8${c}-8${d}-${e}`,
    version: 1,
    metadata: { component: { type: 'application', name: 'backlog-celery-datasource', version, licenses: [{ expression: 'Apache-2.0' }] } },
    components: listed,
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}
