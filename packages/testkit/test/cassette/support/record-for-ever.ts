/** Writes a cassette until it is killed, and a line for each frame of control. */
import { CassetteWriter } from '../../../src/cassette/format/cassette-writer.ts';
import { agentAudio, down, init, metadata, nothingRedacted, provenance, sound, up } from './cassettes.ts';

const writer = new CassetteWriter(process.argv[2] ?? '', {
  header: { name: 'killed', provenance },
  redactor: nothingRedacted,
});
writer.add(up(init));
writer.add(down(metadata));
for (let turn = 1; ; turn += 1) {
  writer.add(up({ user_audio_chunk: sound(20, turn) }));
  writer.add(down(agentAudio(sound(100, turn), turn)));
  const text = `turn ${turn}`;
  writer.add(
    down({ type: 'agent_response', agent_response_event: { agent_response: text, event_id: turn } }),
  );
  await new Promise((resolve) => process.stdout.write('.\n', resolve));
}
