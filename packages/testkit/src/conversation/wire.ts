/** The server's end of one connection. */
export interface Wire {
  send(text: string): void;
  /** Begins the close handshake. */
  close(code: number, reason: string): void;
  /** Begins a batch: what is sent until the returned function is called may go out in one piece. */
  batch?(): () => void;
  /** Cuts the connection without a close frame. */
  cut(): void;
}
