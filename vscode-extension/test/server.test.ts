import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { findServer, type Places } from '../src/server';

const EXTENSION = join('/', 'extension');
const BUNDLED = join(EXTENSION, 'bin', 'backend-master');

function search(present: string[], changes: Partial<Places> = {}) {
  return findServer({
    configured: '',
    extension: EXTENSION,
    home: '/home/ada',
    path: '/usr/local/bin:/usr/bin',
    platform: 'linux',
    executable: (path) => present.includes(path),
    ...changes,
  });
}

test('the configured server wins over the bundled one', () => {
  const found = search(['/opt/bm', BUNDLED], { configured: ' /opt/bm ' });
  assert.deepEqual(found, { found: true, command: '/opt/bm' });
});

test('the bundled server wins over the one on PATH', () => {
  const found = search([BUNDLED, '/usr/bin/backend-master']);
  assert.deepEqual(found, { found: true, command: BUNDLED });
});

test('PATH is searched from left to right', () => {
  const found = search(['/usr/bin/backend-master', '/usr/local/bin/backend-master']);
  assert.deepEqual(found, { found: true, command: '/usr/local/bin/backend-master' });
});

test('a leading ~/ is the home folder', () => {
  const found = search(['/home/ada/bm'], { configured: '~/bm' });
  assert.deepEqual(found, { found: true, command: '/home/ada/bm' });
});

test('Windows has its own name for the executable', () => {
  const bundled = join(EXTENSION, 'bin', 'backend-master.exe');
  assert.deepEqual(search([bundled], { platform: 'win32' }), { found: true, command: bundled });
});

test('a configured path that leads nowhere is an error, whatever else is there', () => {
  const missing = search([BUNDLED], { configured: '/opt/bm' });
  assert.ok(!missing.found);
  assert.match(missing.message, /backendMaster\.path.*\/opt\/bm/);
});

test('a relative configured path is refused', () => {
  const missing = search(['target/backend-master'], { configured: 'target/backend-master' });
  assert.ok(!missing.found);
  assert.match(missing.message, /absolute/);
});

test('entries of PATH that mean the working folder are not searched', () => {
  const missing = search(['backend-master', 'bin/backend-master', './backend-master'], { path: ':bin:.' });
  assert.ok(!missing.found);
});

test('without a server the message says how to get one', () => {
  const missing = search([]);
  assert.ok(!missing.found);
  assert.match(missing.message, /cargo xtask install/);
  assert.match(missing.message, /backendMaster\.path/);
});
