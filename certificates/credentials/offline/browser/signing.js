// Signatures and digests: JCS, Multikey, Ed25519 and SHA-256 as this browser brings them.

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const encoder = new TextEncoder();

/** JCS (RFC 8785): one sequence of bytes for one document. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object")
    return `{${Object.keys(value).sort().map((name) => `${text(name)}:${canonical(value[name])}`).join(",")}}`;
  return typeof value === "string" ? text(value) : JSON.stringify(value);
}

function text(written) {
  if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(written)) throw new Unreadable("json");
  return JSON.stringify(written);
}

async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
}

const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

function fromBase64(written) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(written)) throw new Unreadable("base64");
  return Uint8Array.from(atob(written), (sign) => sign.charCodeAt(0));
}

function fromBase64url(written) {
  if (!/^[A-Za-z0-9_-]*={0,2}$/.test(written)) throw new Unreadable("base64");
  return fromBase64(written.replace(/=+$/, "").replaceAll("-", "+").replaceAll("_", "/"));
}

function fromMultibase(written) {
  if (typeof written !== "string" || written[0] !== "z" || written.length > 200) throw new Unreadable("base58");
  let number = 0n;
  for (const sign of written.slice(1)) {
    const place = ALPHABET.indexOf(sign);
    if (place < 0) throw new Unreadable("base58");
    number = number * 58n + BigInt(place);
  }
  const bytes = [];
  for (; number > 0n; number >>= 8n) bytes.unshift(Number(number & 255n));
  const zeros = /^1*/.exec(written.slice(1))[0].length;
  return Uint8Array.from([...Array(zeros).fill(0), ...bytes]);
}

/** The 32 bytes of an Ed25519 key written as a Multikey. */
function fromMultikey(written) {
  const bytes = fromMultibase(written);
  if (bytes.length !== 34 || bytes[0] !== 0xed || bytes[1] !== 0x01) throw new Unreadable("key");
  return bytes.slice(2);
}

/** Whether this browser can check Ed25519 at all. */
async function canVerify() {
  try {
    await crypto.subtle.importKey("raw", new Uint8Array(32).fill(9), { name: "Ed25519" }, false, ["verify"]);
    return typeof DecompressionStream === "function";
  } catch { return false; }
}

async function signedBy(key, signature, message) {
  try {
    const held = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", held, signature, message);
  } catch { return false; }
}

/** Whether an `eddsa-jcs-2022` proof over the whole document holds, by one of these keys. */
async function proofHolds(document, keys) {
  const proofs = Array.isArray(document.proof) ? document.proof : [document.proof];
  for (const proof of proofs)
    if (proof !== null && typeof proof === "object" && await oneHolds(document, proof, keys)) return true;
  return false;
}

async function oneHolds(document, proof, keys) {
  const method = proof.verificationMethod;
  if (proof.cryptosuite !== "eddsa-jcs-2022" || proof.type !== "DataIntegrityProof") return false;
  if (proof.proofPurpose !== "assertionMethod" || typeof method !== "string" || !keys.has(method)) return false;
  if ("@context" in proof && canonical(proof["@context"]) !== canonical(document["@context"] ?? null)) return false;
  const { proof: left, ...plain } = document;
  const { proofValue, ...options } = proof;
  try {
    const parts = await Promise.all([options, plain].map((part) => sha256(encoder.encode(canonical(part)))));
    return await signedBy(keys.get(method), fromMultibase(proofValue), joined(...parts));
  } catch { return false; }
}

/** What a JWT says, if one of these keys signed it; else nothing. */
async function jwtSays(written, keys) {
  const parts = written.split(".");
  if (parts.length !== 3) return null;
  try {
    const header = strictJson(utf8.decode(fromBase64url(parts[0])));
    if (header.alg !== "EdDSA" || !keys.has(header.kid)) return null;
    const message = encoder.encode(`${parts[0]}.${parts[1]}`);
    if (!await signedBy(keys.get(header.kid), fromBase64url(parts[2]), message)) return null;
    return strictJson(utf8.decode(fromBase64url(parts[1])));
  } catch { return null; }
}
