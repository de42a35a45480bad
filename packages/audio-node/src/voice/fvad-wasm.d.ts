// The package ships no types. Only what `speech-detector.ts` uses is declared here.
declare module '@echogarden/fvad-wasm' {
  interface Fvad {
    readonly HEAP16: Int16Array;
    _malloc(bytes: number): number;
    _free(address: number): void;
    _fvad_new(): number;
    _fvad_free(vad: number): void;
    _fvad_set_mode(vad: number, mode: number): number;
    _fvad_set_sample_rate(vad: number, sampleRateHz: number): number;
    _fvad_process(vad: number, samples: number, length: number): number;
  }
  export default function initialise(): Promise<Fvad>;
}
