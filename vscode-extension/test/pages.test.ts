import assert from 'node:assert/strict';
import test from 'node:test';
import { RULE_PAGES, ruleOf } from '../src/pages';

test('the address of a page names its rule', () => {
  const { pathname, protocol } = new URL(RULE_PAGES.replace('{code}', 'BM101'));
  assert.equal(protocol, 'backend-master:');
  assert.equal(ruleOf(pathname), 'BM101');
});

test('other addresses name none', () => {
  for (const path of ['', '/', '/BM101', '/BM1.md', '/x/BM101.md', '/BM101.md/', '/bm101.md', '/BM1010.md']) {
    assert.equal(ruleOf(path), undefined, path);
  }
});
