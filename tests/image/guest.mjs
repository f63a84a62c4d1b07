// SPDX-License-Identifier: MIT
// The far end of agent.c: fingers on the guest's touch screen, and what the guest says about itself.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const RANGE = 4095;

export class Guest {
	constructor(work) {
		this.socket = join(work, 'guest.sock');
		this.waiting = [];
	}

	devices() {
		return ['-chardev', `socket,id=guest,path=${this.socket},server=on,wait=off`,
			'-device', 'virtserialport,chardev=guest,name=guichet.test'];
	}

	// What was written before the agent had opened its end was dropped: asked until there is an answer.
	async connect(timeout = 60000) {
		this.port = net.connect(this.socket);
		await once(this.port, 'connect');
		let rest = '';
		this.port.on('data', (text) => {
			const lines = (rest + text).split('\n');
			rest = lines.pop();
			lines.forEach((line) => this.waiting.shift()?.(line));
		});
		const end = Date.now() + timeout;
		for (let answer; answer !== '1';) {
			assert.ok(Date.now() < end, 'the agent in the guest does not answer');
			this.waiting = [];
			answer = await Promise.race([this.ask('count /dev/uinput'), pause(1000)]);
		}
	}

	async ask(line) {
		const answer = new Promise((resolve) => { this.waiting.push(resolve); });
		this.port.write(`${line}\n`);
		return answer;
	}

	// Down and up again at a pixel of the machine's screen.
	async tap(x, y, machine) {
		const at = `${Math.round((x * RANGE) / machine.width)} ${Math.round((y * RANGE) / machine.height)}`;
		assert.equal(await this.ask(`down 0 ${at}`), 'done');
		await pause(100);
		assert.equal(await this.ask('up 0'), 'done');
	}
}
