import assert from 'node:assert/strict';
import { test } from 'node:test';
import manifest from '../package.json';
import { RULE_PAGES } from '../src/pages';
import { initializationOptions, launch, RESTARTING, type Settings } from '../src/settings';

function settings(values: Record<string, unknown>): Settings {
  return { get: <T>(key: string, otherwise: T) => (key in values ? (values[key] as T) : otherwise) };
}

test('the server is started with its own command and the arguments of the user', () => {
  assert.deepEqual(launch(settings({}), {}).args, ['server']);
  assert.deepEqual(launch(settings({ args: ['--one', '--two'] }), {}).args, ['server', '--one', '--two']);
});

test('arguments and variables of the wrong type are left out', () => {
  const { args, env } = launch(settings({ args: ['--one', 2, null], env: { A: 'a', B: 2 } }), {});
  assert.deepEqual(args, ['server', '--one']);
  assert.equal(env['A'], 'a');
  assert.ok(!('B' in env));
  assert.deepEqual(launch(settings({ args: 'nonsense', env: 'nonsense' }), {}).args, ['server']);
});

test('the environment is the editor\'s, then the log level, then the setting', () => {
  const { env } = launch(settings({ logLevel: 'debug', env: { B: 'setting' } }), { A: 'editor', B: 'editor' });
  assert.deepEqual(env, { A: 'editor', B: 'setting', BACKEND_MASTER_LOG: 'debug' });
});

test('the server is told whether the workspace is trusted', () => {
  const rulePages = RULE_PAGES;
  assert.deepEqual(initializationOptions(settings({}), false), { trusted: false, rulePages, preview: null });
  assert.deepEqual(initializationOptions(settings({ preview: true }), true), { trusted: true, rulePages, preview: true });
});

const properties: Record<string, { scope?: string }> = manifest.contributes.configuration.properties;

test('what is executed can be set by the user alone', () => {
  const executing = ['backendMaster.path', 'backendMaster.args', 'backendMaster.env'];
  assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, executing);
  for (const name of executing) {
    assert.equal(properties[name]?.scope, 'machine', name);
  }
});

test('each setting that restarts the server is declared', () => {
  for (const name of RESTARTING) {
    assert.ok(name in properties, name);
  }
});
