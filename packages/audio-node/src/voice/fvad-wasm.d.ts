// The package ships no types. What is used of it is described in `speech-detector.ts`.
declare module '@echogarden/fvad-wasm' {
  export default function initialise(): Promise<unknown>;
}
