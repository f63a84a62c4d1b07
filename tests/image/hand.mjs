// SPDX-License-Identifier: MIT
// The far end of overlay/usr/lib/guichet-test/hand: runs commands as root in an image that was made for tests.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export class Hand {
	constructor(work) {
		this.socket = join(work, 'hand.sock');
		this.number = 0;
	}

	devices() {
		return ['-chardev', `socket,id=hand,path=${this.socket},server=on,wait=off`,
			'-device', 'virtserialport,chardev=hand,name=guichet.hand'];
	}

	// What was written before the guest had opened its end was dropped: asked until there is an answer.
	async connect(machine, timeout = 240000) {
		this.port = net.connect(this.socket);
		this.port.on('error', () => {});
		await once(this.port, 'connect');
		let rest = '';
		this.port.on('data', (text) => {
			const lines = (rest + text).split('\n');
			rest = lines.pop();
			lines.forEach((line) => this.answered?.(line));
		});
		const end = Date.now() + timeout;
		for (let answer; answer === undefined;) {
			assert.equal(machine.process.exitCode, null, `the machine went off\n${machine.tail()}`);
			assert.ok(Date.now() < end, `the hand in the guest does not answer\n${machine.tail()}`);
			answer = await Promise.race([this.run('true').catch(() => undefined), pause(1500)]);
		}
	}

	// { status, output }
	async run(command, timeout = 300000) {
		const number = ++this.number;
		const answer = new Promise((resolve) => {
			this.answered = (line) => { line.startsWith(`done ${number} `) && resolve(line); };
		});
		this.port.write(`${number} ${command}\n`);
		const line = await Promise.race([answer, pause(timeout, undefined, { ref: false })]);
		assert.ok(line !== undefined, `no answer in ${timeout / 1000} s: ${command}`);
		const [, status, output] = line.match(/^done \d+ (\d+) (.*)$/);
		return { status: Number(status), output: Buffer.from(output, 'base64').toString() };
	}

	// What it prints; fails where the command does.
	async ask(command, timeout) {
		const { status, output } = await this.run(command, timeout);
		assert.equal(status, 0, `${command}: ${output}`);
		return output.trim();
	}
}
