// The page itself: takes files, asks the checks, shows the answer. Nothing is ever put in as markup.

let language = /^zh/i.test(navigator.language) ? "zh" : "en";
const say = (name) => WORDS[language][name] ?? name;
const place = (id) => document.getElementById(id);
const embedded = JSON.parse(place("kit").textContent);
const kit = { did: embedded.did, lists: embedded.lists ?? [], keys: embedded.keys ?? [], checkpoint: embedded.checkpoint ?? "", inclusion: embedded.inclusion ?? null };
let brought = null, messages = [];

function made(name, attributes = {}, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...inside);
  return element;
}

/** Files of the kit are kept, a certificate is checked at once; what this page carries is never replaced. */
async function take(files) {
  messages = [];
  const read = [];
  for (const file of files) {
    try { read.push([file, await readFile(file)]); } catch (error) {
      messages.push(`${file.name}: ${say(error instanceof Unreadable && WORDS.en[`no.${error.message}`] ? `no.${error.message}` : "no.damaged")}`);
    }
  }
  const certificates = read.filter(([, one]) => one.kind === "pdf" || one.kind === "credential");
  for (const [file, one] of read) if (!certificates.some(([, other]) => other === one)) keep(file, one);
  const chosen = certificates.find(([, one]) => one.kind === "pdf") ?? certificates[0];
  if (chosen) brought = { name: chosen[0].name, isPdf: chosen[1].kind === "pdf", credential: chosen[1].value };
  else if (!read.length) brought = null;
  await show();
}

function keep(file, { kind, value }) {
  if (kind === "kit") {
    kit.lists.push(...(Array.isArray(value.lists) ? value.lists : []));
    if (!embedded.did) Object.assign(kit, { did: value.did, keys: value.keys ?? [] });
    if (value.checkpoint) kit.checkpoint = value.checkpoint;
    if (value.inclusion) kit.inclusion = value.inclusion;
  } else if (kind === "list") kit.lists.push(value);
  else if (kind === "did") { if (!embedded.did) kit.did = value; }
  else if (kind === "keys") { if (!embedded.keys?.length) kit.keys = value; }
  else if (kind === "checkpoint") kit.checkpoint = value;
  else if (kind === "inclusion") { kit.inclusion = value; if (typeof value.checkpoint === "string") kit.checkpoint = value.checkpoint; }
  else if (kind !== "contexts") { messages.push(`${file.name}: ${say("no.other")}`); return; }
  messages.push(`${say("added_file")}: ${file.name}`);
}

async function show() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = say("title");
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  place("messages").replaceChildren(...messages.map((one) => made("li", {}, one)));
  const supported = await canVerify();
  place("support").hidden = supported;
  const answer = place("answer");
  if (!brought) { answer.replaceChildren(); return; }
  const at = Date.now();
  let report = { verdict: "cannot_tell", checks: [], listsFrom: null };
  if (supported && kit.did) {
    try { report = await check(brought, kit, at); } catch { /* what cannot be computed cannot be told */ }
  }
  const why = !supported ? "no.support" : !kit.did ? "no.kit" : `${report.verdict}.say`;
  answer.replaceChildren(band(report.verdict, why, at), ...(report.checks.length ? parts(report, at) : []));
  answer.dataset.verdict = report.verdict;
  place("word").focus();
}

function band(verdict, why, at) {
  const sign = { valid: "\u2713", not_valid: "\u2715", cannot_tell: "?" }[verdict];
  return made("div", { class: `band ${verdict}` }, made("span", { class: "sign", "aria-hidden": "true" }, sign),
    made("div", {}, made("h2", { id: "word", tabindex: "-1" }, say(verdict)), made("p", {}, say(why)),
      made("p", {}, `${say("at")} ${when(at)}`), made("p", {}, brought.name)));
}

function parts(report, at) {
  const lines = report.checks.map((one) => made("li", { class: one.outcome, "data-check": one.name, "data-outcome": one.outcome },
    made("span", { class: "sign", "aria-hidden": "true" }, { passed: "\u2713", failed: "\u2715", unknown: "?", absent: "\u00b7" }[one.outcome]),
    made("span", {}, made("strong", {}, say(one.name)), ` ${say(one.outcome)}: ${say(one.note)}${one.more ? ` ${one.more}` : ""}`)));
  const signed = report.checks.every((one) => !["issuer", "signature"].includes(one.name) || one.outcome === "passed");
  return [
    made("h2", {}, say("checks")), made("ul", { class: "checks" }, ...lines),
    ...(signed ? [made("h2", {}, say("says")), pairs(statement(brought.credential))] : []),
    made("h2", {}, say("ages")), pairs(basis(report, at)), made("p", { class: "soft" }, say("advice")),
  ];
}

/** What the credential says; shown only when the issuer's signature fits it. */
function statement(credential) {
  const subject = credential.credentialSubject ?? {}, achievement = subject.achievement ?? {};
  const names = new Map(objects(achievement.resultDescription).map((one) => [one.id, one.name]));
  const marks = objects(subject.result).filter((one) => "value" in one).map((one) => `${names.get(one.resultDescription) ?? ""} ${one.value}`);
  const ends = moment(credential.validUntil);
  return [
    ["holder", objects(subject.identifier).map((one) => one.identityHash).join(" ")], ["award", achievement.name],
    ["number", subject.licenseNumber], ["evaluator", achievement.creator?.name], ["issued", day(moment(credential.awardedDate))],
    ["until", ends === null ? say("forever") : day(ends - 1)], ["standard", achievement.version], ["results", marks.join("\u3000")],
  ].filter(([, value]) => typeof value === "string" && value);
}

function basis(report, at) {
  const hours = report.listsFrom === null ? 0 : Math.floor((at - report.listsFrom) / 3600000);
  const age = hours >= 48 ? `${Math.floor(hours / 24)} ${say("days")}` : hours >= 1 ? `${hours} ${say("hours")}` : say("fresh");
  return [
    ["lists", report.listsFrom === null ? say("none") : when(report.listsFrom)],
    ...(report.listsFrom === null ? [] : [["ago", age]]),
    ["key", [kit.did.id, ...[...assertionKeys(kit.did).keys()].map((one) => one.split("#")[1])].join(" ")],
    ["keysFrom", say(embedded.did ? "embedded" : "added")],
    ...(embedded.made ? [["made", when(moment(embedded.made))]] : []),
  ];
}

function pairs(entries) {
  return made("dl", {}, ...entries.map(([name, value]) => made("div", {}, made("dt", {}, say(name)), made("dd", {}, value))));
}

const zone = { timeZone: "Asia/Shanghai" };
const when = (at) => new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { ...zone, dateStyle: "long", timeStyle: "short" }).format(at);
const day = (at) => (at === null ? "" : new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { ...zone, dateStyle: "long" }).format(at));

place("files").addEventListener("change", (event) => take([...event.target.files]));
place("language").addEventListener("click", () => { language = language === "zh" ? "en" : "zh"; show(); });
for (const kind of ["dragover", "drop"]) document.addEventListener(kind, (event) => event.preventDefault());
document.addEventListener("drop", (event) => take([...event.dataTransfer.files]));
show();
