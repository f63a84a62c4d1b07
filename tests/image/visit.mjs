// SPDX-License-Identifier: MIT
// A whole visit on the image in QEMU, by keys; each page must look, pixel by pixel, as the headless player draws it.
// usage: visit.mjs IMAGE DISK EVENTS FRAMES SCENE WORK ARCH
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { Machine } from './machine.mjs';
import { difference, readPicture } from './picture.mjs';

const [image, disk, eventsFile, framesFolder, sceneFile, work, arch] = process.argv.slice(2);
const lines = (file) => readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const events = lines(eventsFile);
const scene = lines(sceneFile);
const FIRST_FRAME_MS = 120000; // loaded machines are slow; a quiet one needs 15 s
const LOUD = 500;
const ROUNDING = 8; // of 255: processors with other vector units round a few edge pixels another way

// The player draws each new page once by itself, and again, under the same name, where the file asks for it.
const nameOf = (file) => file.replace(/^\d+-/, '');
const files = readdirSync(framesFolder).sort();
const wanted = files.filter((file, i) => i > 0 && nameOf(file) === nameOf(files[i - 1]));

// How often Tab was pressed on this page until the focus was there: each press moves it.
function pressesUntil(page, id) {
	let n = 0;
	const first = scene.findIndex((line) => line.page === page);
	for (let i = first; scene[i].focus !== id; i++) {
		n += scene[i + 1].focus !== scene[i].focus ? 1 : 0;
	}
	return n;
}

const machine = new Machine({ image, disk, work, arch });
const seconds = () => ((Date.now() - machine.started) / 1000).toFixed(1);
let page = scene[0].page;
let tabs = 0;

async function expect(expected, step) {
	tabs = expected.page !== page ? 0 : tabs;
	page = expected.page;
	const file = wanted.shift();
	assert.ok(file, `${basename(eventsFile)}: there is a frame less than expectations`);
	const frame = readPicture(join(framesFolder, file));
	// The confirmation has a reference and two words that are drawn by lot.
	const most = page === 'confirmation' ? 0.06 : 0.00002;
	await machine.until((picture) => difference(picture, frame, ROUNDING) <= most, `step ${step}: the screen never showed ${file}`,
		step === 0 ? FIRST_FRAME_MS : 45000);
	console.log(`${seconds()} s  ${page}`);
}

async function hear() {
	const from = machine.sound().end;
	const until = Date.now() + 30000;
	while (machine.sound(from).peak < LOUD && Date.now() < until) {
		await pause(200);
	}
	const { peak } = machine.sound(from);
	assert.ok(peak >= LOUD, `speech is on, and the loudest sample of the sound is ${peak}`);
	console.log(`${seconds()} s  speech is heard, peak ${peak}`);
}

async function press(event) {
	if (event.until !== undefined) {
		for (let n = pressesUntil(page, event.until) - tabs; n > 0; n--) {
			await machine.key(event.key);
		}
		return;
	}
	await machine.key(event.key);
	tabs += event.key === 'Tab' ? 1 : 0;
}

await machine.start();
let heard = false;
let step = 0;
for (const event of events) {
	if (event.expect) {
		await expect(event.expect, step++);
		if (heard === 'due') {
			await hear();
			heard = true;
		}
	} else if (event.key) {
		await pause(event.after); // a key that comes too soon after a page is not taken for an answer to it
		await press(event);
		heard = event.key === 'F6' && !heard ? 'due' : heard;
	} else if (event.text) {
		await machine.type(event.text);
	}
}
assert.equal(heard, true, 'speech was never turned on');
// The client has seen the confirmation: from now on nothing may undo it.
await machine.cutPower();
console.log(`${seconds()} s  the power was cut after the confirmation`);
