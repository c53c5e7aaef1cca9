// Verifies one case folder with DCC's verifier-core (the engine of VerifierPlus); prints one line of JSON.
// The verifier is as published; only `fetch` answers from the folder instead of from the network.
// `structure` is LearnCard's opinion of the fields of an Open Badges 3.0 credential.
import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {AchievementCredentialValidator} from '@learncard/types';

const folder = process.argv[2];
const read = name => JSON.parse(readFileSync(join(folder, name), 'utf8'));

const answers = new Map();
for(const name of readdirSync(folder)) {
  if(!name.endsWith('.json')) {
    continue;
  }
  const document = read(name);
  if(name.startsWith('did')) {
    const host = decodeURIComponent(document.id.split(':')[2]);
    answers.set(`https://${host}/.well-known/did.json`, document);
  } else if(name.startsWith('status-')) {
    answers.set(document.id, document);
  }
}
globalThis.fetch = async asked => {
  const url = String(asked?.url ?? asked);
  const found = answers.get(url);
  return new Response(found ? JSON.stringify(found) : 'not at hand', {
    status: found ? 200 : 404, headers: {'content-type': 'application/json'}
  });
};
const {verifyCredential} = await import('@digitalcredentials/verifier-core');
const credential = read('credential.json');
const log = console.log;
console.log = console.error = console.warn = () => {};
const result = await verifyCredential({credential, knownDIDRegistries: []});
log(JSON.stringify({
  log: Object.fromEntries((result.log ?? []).map(step => [step.id, step.valid ?? false])),
  errors: (result.errors ?? []).map(error => error.name),
  structure: AchievementCredentialValidator.safeParse(credential).success
}));
process.exit(0);
