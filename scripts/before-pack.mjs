/** Runs before a package is packed: only pnpm writes the versions of the catalog and the published exports into it. */
import { existsSync } from 'node:fs';

const { npm_config_user_agent: packer = '', npm_package_name: name } = process.env;
if (!packer.startsWith('pnpm')) {
  refuse(
    `npm would pack ${name} with versions that it cannot read ("catalog:") and without its published exports.`,
  );
}
if (!existsSync('dist/index.js')) refuse(`${name} is not built.`);

function refuse(problem) {
  console.error(
    `${problem} From the root of the repository: npx pnpm@10.34.8 build && npx pnpm@10.34.8 --recursive pack --pack-destination FOLDER`,
  );
  process.exit(1);
}
