// SPDX-License-Identifier: MIT
// Calls guichet-staff as nobody should, and as the kiosk does.
import fs from "node:fs";
import net from "node:net";
import assert from "node:assert/strict";

const path = process.argv[2];
const { CARD, FOREIGN, PIN, STICK } = process.env;

// A connection that gives its lines one by one; null at its end.
function connect() {
	const socket = net.connect(path);
	const lines = [], waiting = [];
	let rest = "";
	const put = (line) => (waiting.length ? waiting.shift()(line) : lines.push(line));
	socket.on("data", (bytes) => {
		rest += bytes;
		for (let end; (end = rest.indexOf("\n")) >= 0; rest = rest.slice(end + 1)) {
			put(rest.slice(0, end));
		}
	});
	socket.on("close", () => put(null));
	socket.on("error", () => {});
	return {
		socket,
		send: (text) => socket.write(text),
		line: () => (lines.length ? Promise.resolve(lines.shift()) : new Promise((done) => waiting.push(done))),
	};
}

async function call(object, connection = connect()) {
	connection.send((typeof object === "string" ? object : JSON.stringify(object)) + "\n");
	const line = await connection.line();
	connection.socket.end();
	return JSON.parse(line);
}

const open = (card, pin) => call({ v: 1, verb: "open", card, pin });

// What is no call.
for (const line of ["", "{}", "nonsense", '{"v":1,"verb":"shell","token":"x"}', '{"v":1,"verb":"open","card":"c"} ', '{"v":2,"verb":"open"}']) {
	assert.equal((await call(line)).status, "wrong", line);
}

// Nothing without a session.
for (const verb of ["close", "status", "selftest", "provision", "enrol", "update", "mount", "keys", "reboot"]) {
	assert.equal((await call({ v: 1, verb, token: "0".repeat(32) })).status, "signed-out", verb);
}

// Longer than any call: answered once, then hung up on, whatever follows.
const long = connect();
long.send('{"v":1,"verb":"open","card":"' + "x".repeat(20000));
assert.equal(JSON.parse(await long.line()).status, "wrong");
assert.equal(await long.line(), null);

// Two calls in one packet, and one in pieces.
const two = connect();
two.send('{"v":1}\n{"v":1,"verb":"close","token":"x"}\n');
assert.equal(JSON.parse(await two.line()).status, "wrong");
assert.equal(JSON.parse(await two.line()).status, "signed-out");
two.send('{"v":1,"verb":"clo');
await new Promise((done) => setTimeout(done, 50));
two.send('se","token":"x"}\n');
assert.equal(JSON.parse(await two.line()).status, "signed-out");
two.socket.end();

// Somebody who says nothing does not keep others out; nor do more of them than there is room for.
const silent = Array.from({ length: 7 }, connect);
await new Promise((done) => setTimeout(done, 100));
assert.equal((await call("{}")).status, "wrong");
for (const connection of silent) {
	connection.socket.destroy();
}
await new Promise((done) => setTimeout(done, 100));

// A card that was misread costs no try.
for (let i = 0; i < 4; i++) {
	const answer = await open("misread", PIN);
	assert.equal(answer.status, "refused");
	assert.match(answer.e1, /misread/);
	assert.match(answer.f1, /mal lue/);
}

// The right ones.
const answer = await open(CARD, PIN);
assert.equal(answer.status, "ok");
assert.match(answer.token, /^[0-9a-f]{32}$/);
const token = answer.token;
const status = await call({ v: 1, verb: "status", token });
assert.match(status.outcomes, /^[-+.?]{10}$/);
assert.ok(["ok", "findings"].includes(status.status));
assert.equal((await call({ v: 1, verb: "selftest", token })).outcomes, status.outcomes);

// What is not there is told.
const update = await call({ v: 1, verb: "update", token });
assert.equal(update.status, "unavailable");
assert.match(update.e1, /guichet\.raucb/);
const mount = await call({ v: 1, verb: "mount", token });
assert.equal(mount.status, "unavailable");
assert.match(mount.f1, /clé USB/);
// Before it is set up it cannot be enrolled.
const early = await call({ v: 1, verb: "enrol", token, code: "00000-00000-00000-00000-00000-0" });
assert.equal(early.status, "unavailable", JSON.stringify(early));
assert.match(early.e1, /set it up/);
assert.match(early.f1, /Configurez/);

// The stick brings the keys of the site, and where its intake is.
const noKeys = await call({ v: 1, verb: "keys", token });
assert.equal(noKeys.status, "unavailable");
assert.match(noKeys.e1, /provision/);
assert.match(noKeys.f1, /provision/);
fs.renameSync(`${STICK}/later`, `${STICK}/provision`);
const keys = await call({ v: 1, verb: "keys", token });
assert.equal(keys.status, "ok", JSON.stringify(keys));
assert.match(keys.f1, /fichiers 4/);

const reboot = await call({ v: 1, verb: "reboot", token });
assert.equal(reboot.status, "ok");

// Settings: written as a whole, or refused with what is allowed.
const good = await call({ v: 1, verb: "provision", token, device: "KIOSK-7", province: "QC", "px-per-mm": "4.03" });
assert.equal(good.status, "ok", JSON.stringify(good));
assert.match(good.e1, /settings 3/);
assert.match(good.f1, /réglages 3/);
const bad = await call({ v: 1, verb: "provision", token, device: "KIOSK-8", province: "XX" });
assert.equal(bad.status, "failed", JSON.stringify(bad));
assert.match(bad.e1, /province/);
assert.match(bad.f1, /province/);
assert.equal((await call({ v: 1, verb: "provision", token })).status, "wrong");
assert.equal((await call({ v: 1, verb: "provision", token, intake: "https://evil.example" })).status, "wrong");

// There is no intake here: the sentence says so in both languages.
const typo = await call({ v: 1, verb: "enrol", token, code: "ABC" });
assert.equal(typo.status, "failed", JSON.stringify(typo));
assert.ok(typo.lines >= 1 && !typo.e1.startsWith("usage"), JSON.stringify(typo));
const enrol = await call({ v: 1, verb: "enrol", token, code: "00000-00000-00000-00000-00000-0" });
assert.equal(enrol.status, "failed", JSON.stringify(enrol));
assert.ok(enrol.lines >= 1 && enrol.e1 !== enrol.f1, JSON.stringify(enrol));

// Several at a time: each gets its own answer.
const many = await Promise.all(Array.from({ length: 6 }, (_, i) => call({ v: 1, verb: i % 2 ? "reboot-not" : "selftest", token })));
many.forEach((one, i) => assert.equal(one.status, i % 2 ? "wrong" : status.status === "ok" ? one.status : "findings"));

// A new session ends the one before it; close ends the new one.
const second = (await open(CARD, PIN)).token;
assert.notEqual(second, token);
assert.equal((await call({ v: 1, verb: "status", token })).status, "signed-out");
assert.equal((await call({ v: 1, verb: "close", token: second })).status, "ok");
assert.equal((await call({ v: 1, verb: "close", token: second })).status, "signed-out");

// A card of another department, wrong PINs: the third wrong try makes wait, and then the right PIN too.
assert.match((await open(FOREIGN, PIN)).e1, /another department/);
assert.match((await open(CARD, "11111111")).e1, /PIN is wrong/);
assert.match((await open(CARD, "22222222")).f1, /NIP est erroné/);
const wait = await open(CARD, PIN);
assert.equal(wait.status, "wait");
assert.ok(wait.wait > 20 && wait.wait <= 30, String(wait.wait));
assert.equal(wait.token, undefined);
