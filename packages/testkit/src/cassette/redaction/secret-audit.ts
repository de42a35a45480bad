/** Shorter secrets are looked for as they are only: their letters stand together by chance. */
const shortestDisguised = 10;

/** Looks for secrets in what is about to be written, also in disguise. */
export class SecretAudit {
  readonly #needles = new Map<string, Needles>();

  /** Says in which form a text holds one of the secrets, without naming it; undefined where it holds none. */
  survivorIn(text: string, secrets: readonly string[]): string | undefined {
    let plain: string | undefined;
    const lower = text.toLowerCase();
    for (const secret of secrets) {
      const { exact, base64, letters, hex } = this.#needlesOf(secret);
      if (text.includes(exact)) return say(secret, 'as it is');
      if (secret.length < shortestDisguised) continue;
      if (lower.includes(exact.toLowerCase())) return say(secret, 'in another case');
      if (base64.some((needle) => text.includes(needle))) return say(secret, 'in base64');
      if (lower.includes(hex)) return say(secret, 'in hexadecimal');
      plain ??= lettersOf(lower);
      if (letters.length >= shortestDisguised && plain.includes(letters))
        return say(secret, 'with something between its characters');
    }
    return undefined;
  }

  /** Says that bytes hold one of the secrets as it is. */
  survivorInBytes(bytes: Buffer, secrets: readonly string[]): string | undefined {
    const found = secrets.find((secret) => bytes.includes(secret));
    return found === undefined ? undefined : say(found, 'in the place of audio');
  }

  #needlesOf(secret: string): Needles {
    let needles = this.#needles.get(secret);
    if (!needles) {
      needles = {
        exact: JSON.stringify(secret).slice(1, -1),
        base64: base64Cores(secret),
        hex: Buffer.from(secret).toString('hex'),
        letters: lettersOf(secret.toLowerCase()),
      };
      this.#needles.set(secret, needles);
    }
    return needles;
  }
}

interface Needles {
  readonly exact: string;
  readonly base64: readonly string[];
  readonly hex: string;
  readonly letters: string;
}

function say(secret: string, how: string): string {
  return `one of ${secret.length} characters, ${how}`;
}

function lettersOf(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** What of the base64 of anything that holds the secret does not depend on what stands around it. */
function base64Cores(secret: string): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]);
    const coded = bytes.toString('base64').replace(/=+$/, '');
    const core = coded.slice(shift === 0 ? 0 : shift + 1, Math.floor((bytes.length * 4) / 3));
    return core.length < shortestDisguised ? [] : [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
