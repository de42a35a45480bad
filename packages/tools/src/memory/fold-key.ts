/** "WiFi  Password" and "wifi password" are one key. */
export function foldKey(text: string): string {
  return text.normalize('NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
}
