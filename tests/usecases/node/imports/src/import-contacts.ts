export interface Contact {
  email: string;
  name?: string;
}

export interface ContactStore {
  known(): Promise<Set<string>>;
  insert(contact: Contact): Promise<void>;
}

export class TooManyContacts extends Error {}

export interface Report {
  added: number;
  skipped: string[];
}

export async function importContacts(store: ContactStore, contacts: Contact[]): Promise<Report> {
  if (contacts.length > 3) {
    throw new TooManyContacts(`${contacts.length} contacts`);
  }
  const known = await store.known();
  const report: Report = { added: 0, skipped: [] };
  for (const contact of contacts) {
    const email = contact.email.toLowerCase();
    if (!email.includes("@") || known.has(email)) {
      report.skipped.push(contact.email);
      continue;
    }
    await store.insert({ ...contact, email });
    known.add(email);
    report.added += 1;
  }
  return report;
}
