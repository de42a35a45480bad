/** What YAML does not let stand in a line although JSON does, and what editors break lines at. */
const unprintable = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** A value as one line that is JSON and YAML alike. */
export function toLine(value: unknown): string {
  const text = JSON.stringify(value).replaceAll(
    unprintable,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `- ${text}\n`;
}
