import { readCard, type Contact } from './contact.ts';
import { WholeFile, type UpdateContext } from './whole-file.ts';

/** The people of a contacts file. */
export interface Contacts {
  readonly people: readonly Contact[];
  /** What is wrong with cards that cannot be read; they stay in the file. */
  readonly unreadable: readonly string[];
}

/** One vCard file (RFC 6350) with any number of cards. What is in it stays as it is: a new card is put behind the others. */
export class ContactFile {
  readonly #file: WholeFile<Contacts>;

  constructor(path: string) {
    this.#file = new WholeFile(path, readCards);
  }

  /** The contacts as the file has them now; none where there is no file. */
  read(): Promise<Contacts> {
    return this.#file.read();
  }

  /** Adds the card that `make` makes, knowing who is there. Where it throws, or the signal is aborted before, nothing is written. */
  add(make: (contacts: Contacts) => string, context: UpdateContext): Promise<void> {
    return this.#file.update((contacts, text) => {
      const card = make(contacts);
      const end = text === '' || text.endsWith('\n') ? '' : '\r\n';
      return { text: `${text}${end}${card}`, result: undefined };
    }, context);
  }
}

/** Card by card, so that one that cannot be read hides no other. */
function readCards(text = ''): Contacts {
  const people: Contact[] = [];
  const unreadable: string[] = [];
  for (const [card] of text.matchAll(/^BEGIN:VCARD\s*$[^]*?^END:VCARD\s*$/gim)) {
    try {
      people.push(readCard(card));
    } catch (error) {
      unreadable.push((error as Error).message);
    }
  }
  if (people.length + unreadable.length === 0 && text.trim() !== '') unreadable.push('it holds no VCARD');
  return { people, unreadable };
}
