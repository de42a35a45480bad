/** The server's end of one connection. */
export interface Wire {
  send(text: string): void;
  /** Begins the close handshake. */
  close(code: number, reason: string): void;
  /** Cuts the connection without a close frame. */
  cut(): void;
}
