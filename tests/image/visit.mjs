// SPDX-License-Identifier: MIT
// A whole visit on the image in QEMU, by keys; each page must look, pixel by pixel, as the headless player draws it.
// usage: visit.mjs IMAGE DISK EVENTS FRAMES SCENE WORK ARCH
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

import { Machine } from './machine.mjs';
import { Play } from './play.mjs';

const [image, disk, events, frames, scene, work, arch] = process.argv.slice(2);
const LOUD = 500;

const machine = new Machine({ image, disk, work, arch });
// The confirmation has a reference and two words that are drawn by lot.
const visit = new Play({ machine, events, frames, scene, inexact: { confirmation: 0.06 } });

async function hear() {
	const from = machine.sound().end;
	const until = Date.now() + 30000;
	while (machine.sound(from).peak < LOUD && Date.now() < until) {
		await pause(200);
	}
	const { peak } = machine.sound(from);
	assert.ok(peak >= LOUD, `speech is on, and the loudest sample of the sound is ${peak}`);
	visit.say(`speech is heard, peak ${peak}`);
}

await machine.start();
let heard = false;
for (const event of visit.events) {
	await visit.play(event);
	if (event.key === 'F6' && !heard) {
		heard = 'due';
	} else if (event.expect && heard === 'due') {
		await hear();
		heard = true;
	}
}
assert.equal(heard, true, 'speech was never turned on');
// The client has seen the confirmation: from now on nothing may undo it.
await machine.cutPower();
visit.say('the power was cut after the confirmation');
