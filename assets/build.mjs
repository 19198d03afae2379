// Builds assets/ into static/build/; with --check, proves that what is committed there is what
// the sources give. Same sources and locked packages, same bytes: no dates, no source maps.

import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

import { build } from 'esbuild'
import { transform } from 'lightningcss'
import { compile, NodePackageImporter } from 'sass'

const ASSETS = dirname(fileURLToPath(import.meta.url))
const COMMITTED = join(ASSETS, '..', 'static', 'build')
// Nothing is to be written shorter in a way that these do not understand: phones of about 2020.
const OLDEST = { chrome: 80 << 16, firefox: 78 << 16, safari: 13 << 16, ios_saf: 13 << 16 }
// Classes of GOV.UK Frontend that no page has, one a line; a test keeps the list true.
const UNUSED = readFileSync(join(ASSETS, 'scss', 'unused.txt'), 'utf8').trim().split('\n')

async function buildInto (folder) {
  for (const name of ['portal', 'admin']) {
    const { css } = compile(join(ASSETS, 'scss', `${name}.scss`), {
      style: 'compressed',
      charset: false, // lightningcss knows no byte order mark
      importers: [new NodePackageImporter(ASSETS)],
      quietDeps: true
    })
    mkdirSync(folder, { recursive: true })
    const { code } = transform({
      filename: `${name}.css`,
      code: Buffer.from(css),
      minify: true,
      targets: OLDEST,
      unusedSymbols: UNUSED
    })
    writeFileSync(join(folder, `${name}.css`), Buffer.concat([code, Buffer.from('\n')]))
  }
  await build({
    entryPoints: [join(ASSETS, 'js', 'portal.js'), join(ASSETS, 'js', 'admin.js')],
    outdir: folder,
    bundle: true,
    format: 'esm',
    target: 'es2020',
    minify: true,
    legalComments: 'none',
    logLevel: 'error'
  })
  const fonts = join(folder, 'fonts')
  mkdirSync(fonts, { recursive: true })
  for (const name of readdirSync(join(ASSETS, 'fonts'))) {
    if (/\.(woff2|txt)$/.test(name)) cpSync(join(ASSETS, 'fonts', name), join(fonts, name))
  }
}

function filesIn (folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .sort()
}

function differences (built, committed) {
  const names = new Set([...filesIn(built), ...filesIn(committed)])
  return [...names].filter(name => {
    try {
      return !readFileSync(join(built, name)).equals(readFileSync(join(committed, name)))
    } catch {
      return true
    }
  })
}

const folder = mkdtempSync(join(tmpdir(), 'portal-assets-'))
try {
  await buildInto(folder)
  if (process.argv.includes('--check')) {
    const names = differences(folder, COMMITTED)
    if (names.length) {
      console.error(`static/build is not what assets/ gives (${names.join(', ')}): run "npm run build" and commit the result.`)
      process.exitCode = 1
    }
  } else {
    rmSync(COMMITTED, { recursive: true, force: true })
    cpSync(folder, COMMITTED, { recursive: true })
  }
} finally {
  rmSync(folder, { recursive: true })
}
