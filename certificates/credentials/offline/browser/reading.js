// Reads files: JSON in one way only, the credential out of a PDF, and what else belongs to a kit.

class Unreadable extends Error {}

const LARGEST = 20000000;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** JSON that every reader understands the same way: no name twice, no number that would be rounded. */
function strictJson(text) {
  let at = 0;
  const fail = () => { throw new Unreadable("json"); };
  const space = () => { while (" \t\n\r".includes(text[at]) && at < text.length) at++; };
  const take = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) fail();
    at = pattern.lastIndex;
    return found[0];
  };
  const word = () => JSON.parse(take(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y));
  const number = () => {
    const value = Number(take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y));
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) fail();
    return value;
  };
  const list = () => {
    const found = [];
    at++; space();
    if (text[at] === "]") { at++; return found; }
    for (;;) {
      found.push(value()); space();
      if (text[at] === "]") { at++; return found; }
      if (text[at++] !== ",") fail();
    }
  };
  const object = () => {
    const found = Object.create(null);
    at++; space();
    if (text[at] === "}") { at++; return found; }
    for (;;) {
      space();
      const name = word(); space();
      if (name in found || text[at++] !== ":") fail();
      found[name] = value(); space();
      if (text[at] === "}") { at++; return found; }
      if (text[at++] !== ",") fail();
    }
  };
  const value = () => {
    space();
    const sign = text[at];
    if (sign === "{") return object();
    if (sign === "[") return list();
    if (sign === "\"") return word();
    for (const [written, meant] of [["true", true], ["false", false], ["null", null]])
      if (text.startsWith(written, at)) { at += written.length; return meant; }
    return number();
  };
  const found = value(); space();
  if (at !== text.length) fail();
  return found;
}

/** Everything that unpacks from `bytes`; nothing when it is damaged or larger than `most`. */
async function unpacked(bytes, format, most) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format)).getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) { await reader.cancel(); throw new Unreadable("size"); }
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** The attached credential. A PDF that carries two different ones says nothing. */
async function credentialInPdf(bytes) {
  const text = new TextDecoder("latin1").decode(bytes);
  const found = new Map();
  for (const match of text.matchAll(/\/Type\s*\/EmbeddedFile(?![A-Za-z])/g)) {
    const begins = text.lastIndexOf(" obj", match.index);
    const stream = /stream\r?\n/g;
    stream.lastIndex = match.index;
    const opening = stream.exec(text);
    if (begins < 0 || !opening) continue;
    const says = text.slice(begins, opening.index);
    const body = await streamBody(bytes, text, says, stream.lastIndex);
    try {
      const written = utf8.decode(body);
      if (kindOf(strictJson(written)) === "credential") found.set(written, true);
    } catch { /* another file */ }
  }
  if (found.size === 0) throw new Unreadable("nothing");
  if (found.size > 1) throw new Unreadable("several");
  return strictJson([...found.keys()][0]);
}

async function streamBody(bytes, text, says, start) {
  const told = /\/Length\s+(\d+)(?!\s+\d+\s+R)/.exec(says);
  const ends = told ? start + Number(told[1]) : text.indexOf("endstream", start);
  for (const spare of told ? [0] : [0, 1, 2]) {
    const raw = bytes.subarray(start, ends - spare);
    if (!says.includes("/Filter")) return raw;
    if (!/\/Filter\s*\[?\s*\/FlateDecode\s*\]?/.test(says)) break;
    try { return await unpacked(raw, "deflate", LARGEST); } catch { /* perhaps an end of line too much */ }
  }
  return new Uint8Array();
}

/** What a JSON document is. */
function kindOf(value) {
  if (Array.isArray(value)) return "contexts";
  if (value === null || typeof value !== "object") return "other";
  if ("did" in value && "lists" in value) return "kit";
  if ("verificationMethod" in value) return "did";
  if ("hashes" in value && "index" in value) return "inclusion";
  const subject = value.credentialSubject;
  if (subject === null || typeof subject !== "object") return "other";
  return subject.type === "BitstringStatusList" ? "list" : "credential";
}

/** One file: its kind and what it holds. */
async function readFile(file) {
  if (file.size > LARGEST) throw new Unreadable("size");
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] === 0x25 && bytes[1] === 0x50 && bytes[2] === 0x44 && bytes[3] === 0x46)
    return { kind: "pdf", value: await credentialInPdf(bytes) };
  let text;
  try { text = utf8.decode(bytes); } catch { throw new Unreadable("other"); }
  if (text.startsWith("eyJ")) return { kind: "list", value: text.trim() };
  if (text.includes("\n\n\u2014 ")) return { kind: "checkpoint", value: text };
  if (/^[^\s+]+\+[0-9a-f]{8}\+\S+\s*$/m.test(text)) return { kind: "keys", value: text.split(/\s+/).filter(Boolean) };
  const value = strictJson(text);
  return { kind: kindOf(value), value };
}
