// SPDX-License-Identifier: MIT
// Plays a file of events on a machine: each picture that the headless player drew for it has to come onto the screen.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { difference, readPicture } from './picture.mjs';

const FIRST_FRAME_MS = 120000; // loaded machines are slow; a quiet one needs 15 s
const FRAME_MS = 45000;
const INPUT_MS = 8000; // after the first picture the kiosk opens its input: a key that comes before is lost
const ROUNDING = 8; // of 255: processors with other vector units round a few edge pixels another way
const EXACT = 0.00002; // of all pixels
const lines = (file) => readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line));

export class Play {
	// frames, scene: what the headless player made of the events; inexact: how much of a page may differ, by its name.
	constructor({ machine, events, frames, scene, inexact = {} }) {
		Object.assign(this, { machine, frames, inexact });
		this.name = basename(events);
		this.events = lines(events);
		this.scene = lines(scene);
		this.page = this.scene[0].page;
		this.since = 0; // the line of the scene that this page came with
		this.tabs = 0;
		this.step = 0;
		// The player draws each new page once by itself, and again, under the same name, where the file asks for it.
		const nameOf = (file) => file.replace(/^\d+-/, '');
		const files = readdirSync(frames).sort();
		this.wanted = files.filter((file, i) => i > 0 && nameOf(file) === nameOf(files[i - 1]));
	}

	say(text) {
		console.log(`${((Date.now() - this.machine.started) / 1000).toFixed(1)} s  ${text}`);
	}

	// How often the key was pressed since this page came until the focus was there: each press moves it.
	pressesUntil(id) {
		let n = 0;
		for (let i = this.since; this.scene[i].focus !== id; i++) {
			n += this.scene[i + 1].focus !== this.scene[i].focus ? 1 : 0;
		}
		return n;
	}

	// `within` ms, where a page takes long.
	async expect({ page, frame, within }) {
		if (page !== this.page) {
			this.since = this.scene.findIndex((line, i) => i > this.since && line.page === page);
			this.page = page;
			this.tabs = 0;
		}
		if (!frame) {
			return;
		}
		const file = this.wanted.shift();
		assert.ok(file, `${this.name}: there is a frame less than expectations`);
		const drawn = readPicture(join(this.frames, file));
		const most = this.inexact[page] ?? EXACT;
		await this.machine.until((picture) => difference(picture, drawn, ROUNDING) <= most,
			`step ${this.step}: the screen never showed ${file}`, within ?? (this.step === 0 ? FIRST_FRAME_MS : FRAME_MS));
		this.say(page);
		if (this.step++ === 0) {
			await pause(INPUT_MS);
		}
	}

	async press({ key, until }) {
		if (until !== undefined) {
			for (let n = this.pressesUntil(until) - this.tabs; n > 0; n--) {
				await this.machine.key(key);
			}
			return;
		}
		await this.machine.key(key);
		this.tabs += key === 'Tab' ? 1 : 0;
	}

	async play(event) {
		if (event.expect) {
			await this.expect(event.expect);
		} else if (event.key) {
			await pause(event.after); // a key that comes too soon after a page is not taken for an answer to it
			await this.press(event);
		} else if (event.text) {
			await this.machine.type(event.text);
		}
	}
}
