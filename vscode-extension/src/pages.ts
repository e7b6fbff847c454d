// The pages of rules, shown as documents that nobody can change. Never asks VS Code for anything.

/** The scheme of the addresses of pages. */
export const PAGES = 'backend-master';

/** The address of a page, with `{code}` for the code of its rule: what findings link to. */
export const RULE_PAGES = `${PAGES}:/{code}.md`;

/** The code of the rule whose page is at this path, if it is the path of a page. */
export function ruleOf(path: string): string | undefined {
  return /^\/(BM\d{3})\.md$/.exec(path)?.[1];
}
