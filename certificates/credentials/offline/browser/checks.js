// The checks by name. "Cannot tell" is an answer of its own and never looks like "valid".

const PURPOSES = ["revocation", "suspension"];
const SLOW = 10 * 60 * 1000;
const SHORTEST = 16384, LONGEST = SHORTEST * 64;

/** Everything that can be said at this moment with this kit. */
async function check(brought, kit, at) {
  const keys = assertionKeys(kit.did);
  const lists = await readLists(kit.lists, keys);
  const checks = [
    issuerCheck(brought.credential, kit.did),
    await signatureCheck(brought.credential, keys),
    periodCheck(brought.credential, at),
  ];
  for (const purpose of PURPOSES) checks.push(await statusCheck(brought.credential, purpose, lists, at));
  checks.push(await logCheck(brought.credential, kit));
  if (brought.isPdf) checks.push({ name: "document", outcome: "absent", note: "document.not" });
  const outcomes = new Set(checks.map((one) => one.outcome));
  const verdict = outcomes.has("failed") ? "not_valid" : outcomes.has("unknown") ? "cannot_tell" : "valid";
  const moments = lists.map((one) => moment(one.says.validFrom)).filter((one) => one !== null);
  return { verdict, checks, listsFrom: moments.length ? Math.min(...moments) : null };
}

/** The issuer's own keys that it lists for assertions. */
function assertionKeys(did) {
  const keys = new Map();
  const listed = Array.isArray(did?.assertionMethod) ? did.assertionMethod : [];
  for (const method of objects(did?.verificationMethod)) {
    if (method.controller !== did.id || !listed.includes(method.id)) continue;
    try { keys.set(method.id, fromMultikey(method.publicKeyMultibase)); } catch { /* no key of this kind */ }
  }
  return keys;
}

const objects = (value) => (Array.isArray(value) ? value : []).filter((one) => one !== null && typeof one === "object");
const issuerOf = (said) => (said.issuer !== null && typeof said.issuer === "object" ? said.issuer.id : said.issuer);

/** A moment with its zone, in milliseconds, or nothing. */
function moment(written) {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
  const found = typeof written === "string" && form.test(written) ? Date.parse(written) : NaN;
  return Number.isNaN(found) ? null : found;
}

function issuerCheck(credential, did) {
  const passed = Boolean(did?.id) && issuerOf(credential) === did.id;
  return { name: "issuer", outcome: passed ? "passed" : "failed", note: passed ? "issuer.ours" : "issuer.other", more: String(passed ? did.id : issuerOf(credential)) };
}

async function signatureCheck(credential, keys) {
  const passed = await proofHolds(credential, keys);
  return { name: "signature", outcome: passed ? "passed" : "failed", note: passed ? "signature.holds" : "signature.broken" };
}

function periodCheck(credential, at) {
  const begins = moment(credential.validFrom), ends = moment(credential.validUntil);
  const told = (outcome, note) => ({ name: "period", outcome, note });
  if (begins === null || ("validUntil" in credential && ends === null)) return told("unknown", "period.unread");
  if (begins > at + SLOW) return told("failed", "period.early");
  if (ends !== null && ends <= at) return told("failed", "period.over");
  return told("passed", "period.within");
}

/** Signed lists with what they say; whoever signed another way is left out by `byIssuer`. */
async function readLists(lists, keys) {
  const found = [];
  for (const one of lists) {
    if (typeof one === "string") {
      const says = await jwtSays(one, keys);
      if (says !== null) found.push({ says, byIssuer: true });
    } else found.push({ says: one, byIssuer: await proofHolds(one, keys) });
  }
  return found;
}

/** Of several lists with one name the newest that the issuer signed. */
function newest(lists, name) {
  const named = lists.filter((one) => one.says.id === name);
  const honest = named.filter((one) => one.byIssuer);
  honest.sort((one, other) => (moment(other.says.validFrom) ?? 0) - (moment(one.says.validFrom) ?? 0));
  return honest[0] ?? named[0];
}

async function statusCheck(credential, purpose, lists, at) {
  const told = (outcome, note) => ({ name: purpose, outcome, note });
  const entry = objects(credential.credentialStatus).find((one) => one.statusPurpose === purpose);
  if (!entry) return told("unknown", "list.unnamed");
  const listed = newest(lists, entry.statusListCredential);
  if (!listed) return told("unknown", "list.missing");
  const { says, byIssuer } = listed, subject = says.credentialSubject;
  if (subject === null || typeof subject !== "object" || subject.statusPurpose !== purpose) return told("unknown", "list.other");
  if (!byIssuer || issuerOf(says) !== issuerOf(credential)) return told("unknown", "list.foreign");
  const begins = moment(says.validFrom), ends = moment(says.validUntil);
  if (begins === null || ends === null || begins > at + SLOW || ends <= at) return told("unknown", "list.stale");
  try {
    const raised = await bitOf(subject.encodedList, entry.statusListIndex);
    return told(raised ? "failed" : "passed", `${purpose}.${raised ? "set" : "clear"}`);
  } catch { return told("unknown", "list.unread"); }
}

async function bitOf(encoded, index) {
  if (typeof encoded !== "string" || encoded[0] !== "u" || !/^\d{1,9}$/.test(String(index))) throw new Unreadable("list");
  const bits = await unpacked(fromBase64url(encoded.slice(1)), "gzip", LONGEST);
  const place = Number(index);
  if (bits.length < SHORTEST || place >= bits.length * 8) throw new Unreadable("list");
  return Boolean(bits[place >> 3] & (0x80 >> (place & 7)));
}

async function logCheck(credential, kit) {
  const told = (outcome, note, more = "") => ({ name: "log", outcome, note, more });
  const proof = kit.inclusion, entry = proof?.entry;
  if (!kit.checkpoint || !entry) return told("absent", "log.none");
  if (entry.h !== hex(await sha256(encoder.encode(canonical(credential))))) return told("absent", "log.another");
  try {
    const said = await readNote(kit.checkpoint, kit.keys);
    const leaf = await sha256(joined(Uint8Array.of(0), encoder.encode(canonical(entry))));
    const fits = entry.t === "issue" && proof.size === said.size
      && await includes(leaf, proof.index, said.size, proof.hashes.map(fromBase64), said.root);
    if (fits) return told("passed", "log.there", `${proof.index + 1} / ${said.size}`);
  } catch { /* whatever does not fit leaves a doubt */ }
  return told("unknown", "log.wrong");
}

/** What a checkpoint says, if a key of this log signed it (C2SP signed note). */
async function readNote(note, lines) {
  const keys = await Promise.all(lines.map(readLogKey));
  const name = keys[0]?.name;
  if (!name || keys.some((one) => one.name !== name)) throw new Unreadable("log");
  const cut = note.indexOf("\n\n");
  const [origin, size, root] = note.slice(0, cut).split("\n");
  for (const line of note.slice(cut + 2).split("\n").filter(Boolean)) {
    const [sign, signer, written] = line.split(" ");
    if (sign !== "\u2014" || signer !== name) continue;
    const signature = fromBase64(written);
    const key = keys.find((one) => same(one.told, signature.slice(0, 4)));
    if (key && origin === name && /^\d+$/.test(size) && await signedBy(key.key, signature.slice(4), encoder.encode(`${note.slice(0, cut)}\n`)))
      return { size: Number(size), root: fromBase64(root) };
  }
  throw new Unreadable("log");
}

async function readLogKey(written) {
  const name = written.slice(0, written.indexOf("+"));
  const [told, key] = [written.slice(name.length + 1, name.length + 9), fromBase64(written.slice(name.length + 10))];
  const id = (await sha256(joined(encoder.encode(`${name}\n`), key))).slice(0, 4);
  if (key.length !== 33 || key[0] !== 1 || hex(id) !== told) throw new Unreadable("log");
  return { name, told: id, key: key.slice(1) };
}

/** Whether the path leads from the leaf to the root (RFC 9162, 2.1.3.2). */
async function includes(leaf, index, size, path, root) {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return false;
  const node = (left, right) => sha256(joined(Uint8Array.of(1), left, right));
  let here = index, last = size - 1, found = leaf;
  for (const step of path) {
    if (last === 0) return false;
    if (here % 2 || here === last) {
      found = await node(step, found);
      while (here % 2 === 0 && here) { here = Math.floor(here / 2); last = Math.floor(last / 2); }
    } else found = await node(found, step);
    here = Math.floor(here / 2); last = Math.floor(last / 2);
  }
  return last === 0 && same(found, root);
}
