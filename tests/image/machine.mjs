// SPDX-License-Identifier: MIT
// A device in QEMU: started from the image that was built, its keys pressed, its screen looked at, its sound heard, its plug pulled.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, readSync, fstatSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { readPicture } from './picture.mjs';

// QEMU's names of keys; a letter, digit or sign is looked up by itself.
const codes = {
	Enter: 'ret', Escape: 'esc', Tab: 'tab', Space: 'spc', Up: 'up', Down: 'down', Left: 'left', Right: 'right',
	Home: 'home', End: 'end', PageUp: 'pgup', PageDown: 'pgdn', Backspace: 'backspace', Delete: 'delete',
	Shift: 'shift', Control: 'ctrl', Alt: 'alt', SysRq: 'sysrq', ' ': 'spc', '.': 'dot', ',': 'comma', '-': 'minus', _: 'shift+minus',
};

// By Debian's names of architectures.
const kinds = {
	amd64: { program: 'qemu-system-x86_64', board: [], screen: 'virtio-vga' },
	arm64: { program: 'qemu-system-aarch64', board: ['-machine', 'virt', '-cpu', 'cortex-a57'], screen: 'virtio-gpu-pci' },
};

function keysOf(name) {
	if (/^[A-Z]$/.test(name)) {
		return ['shift', name.toLowerCase()];
	}
	return (codes[name] ?? name).split('+').map((part) => codes[part] ?? part.toLowerCase());
}

export class Machine {
	// image: folder of ./dev image; disk: a disk that may be written; work: folder for sockets, sound, console.
	// firmware: boots through UEFI as a device does; without it the kernel is started directly, which is faster.
	constructor({ image, disk, work, width = 1280, height = 800, slot = 'a', initrd, cmdline = '', devices = [], firmware,
		arch = 'amd64' }) {
		Object.assign(this, { image, disk, work, width, height, slot, initrd, cmdline, devices, firmware, kind: kinds[arch] });
		this.wav = join(work, 'sound.wav');
		this.console = join(work, 'console.txt');
		this.socket = join(work, 'qmp.sock');
		this.answers = [];
	}

	arguments() {
		const boot = this.firmware ?? ['-kernel', join(this.image, 'vmlinuz'),
			'-initrd', this.initrd ?? join(this.image, 'initrd'),
			'-append', `${readFileSync(join(this.image, `cmdline-${this.slot}`), 'utf8').trim()} mitigations=off ${this.cmdline}`];
		return [...this.kind.board, '-accel', 'tcg,thread=multi', '-smp', '2', '-m', '1024', '-nodefaults', '-no-reboot', '-rtc', 'base=utc',
			...boot,
			'-drive', `file=${this.disk},format=raw,if=virtio`,
			'-device', `${this.kind.screen},xres=${this.width},yres=${this.height}`, '-display', 'none',
			'-device', 'virtio-keyboard-pci', '-device', 'virtio-tablet-pci', '-device', 'virtio-rng-pci',
			'-audiodev', `wav,id=sound,path=${this.wav}`, '-device', 'intel-hda', '-device', 'hda-output,audiodev=sound,mixer=off',
			'-device', 'virtio-serial-pci',
			'-serial', `file:${this.console}`, '-qmp', `unix:${this.socket},server=on,wait=off`,
			...this.devices];
	}

	async start() {
		this.started = Date.now();
		this.process = spawn(this.kind.program, this.arguments(), { stdio: ['ignore', 'ignore', 'pipe'] });
		this.words = '';
		this.process.stderr.on('data', (text) => { this.words += text; });
		this.ended = once(this.process, 'exit');
		// Whatever becomes of the test, no machine outlives it.
		const kill = () => this.process.kill('SIGKILL');
		process.on('exit', kill);
		this.process.on('exit', () => process.off('exit', kill));
		for (let i = 0; i < 200 && !existsSync(this.socket); i++) {
			assert.equal(this.process.exitCode, null, `QEMU did not start: ${this.words}`);
			await pause(50);
		}
		this.qmp = net.connect(this.socket);
		this.qmp.on('error', () => {});
		let rest = '';
		this.qmp.on('data', (text) => {
			const lines = (rest + text).split('\n');
			rest = lines.pop();
			for (const line of lines) {
				const message = JSON.parse(line);
				if ('return' in message || 'error' in message) {
					this.answers.shift()?.(message);
				}
			}
		});
		await once(this.qmp, 'connect');
		await this.command('qmp_capabilities');
	}

	async command(execute, parameters) {
		const answer = new Promise((resolve) => this.answers.push(resolve));
		this.qmp.write(`${JSON.stringify({ execute, arguments: parameters })}\n`);
		const message = await answer;
		assert.ok(!message.error, `${execute}: ${message.error?.desc}`);
		return message.return;
	}

	async input(events) {
		await this.command('input-send-event', { events });
	}

	// "Tab", "a", "A", "Shift+Tab", "Control+Alt+Delete": all down, then all up again.
	async key(name, hold = 60) {
		const keys = keysOf(name).map((data) => ({ type: 'qcode', data }));
		for (const key of keys) {
			await this.input([{ type: 'key', data: { down: true, key } }]);
		}
		await pause(hold);
		for (const key of keys.reverse()) {
			await this.input([{ type: 'key', data: { down: false, key } }]);
		}
		await pause(hold);
	}

	async type(text) {
		for (const character of text) {
			await this.key(character, 40); // faster, and a slow guest loses some
		}
	}

	// The pointer goes to a pixel, and presses there.
	async click(x, y) {
		const scale = (at, size) => Math.round((at * 32767) / (size - 1));
		const button = (down) => [{ type: 'btn', data: { down, button: 'left' } }];
		await this.input([{ type: 'abs', data: { axis: 'x', value: scale(x, this.width) } },
			{ type: 'abs', data: { axis: 'y', value: scale(y, this.height) } }]);
		await this.input(button(true));
		await pause(80);
		await this.input(button(false));
	}

	async screen() {
		const file = join(this.work, 'screen.ppm');
		await this.command('screendump', { filename: file });
		return readPicture(file);
	}

	// Looks until `what(picture)` is true; gives the picture, or fails with the last one kept.
	async until(what, why, timeout = 60000) {
		const end = Date.now() + timeout;
		let picture;
		do {
			assert.equal(this.process.exitCode, null, `the machine went off: ${why}\n${this.tail()}`);
			picture = await this.screen();
			if (what(picture)) {
				return picture;
			}
			await pause(200);
		} while (Date.now() < end);
		assert.fail(`${why}; the last picture is ${join(this.work, 'screen.ppm')}\n${this.tail()}`);
	}

	// The picture that has not changed for `quiet` ms.
	async settled(quiet = 800, timeout = 60000) {
		let last, since = Date.now();
		return this.until((picture) => {
			if (last === undefined || !picture.pixels.equals(last.pixels)) {
				last = picture;
				since = Date.now();
			}
			return Date.now() - since >= quiet;
		}, 'the screen does not come to rest', timeout);
	}

	// The loudest of the samples that were played since byte `from`, 0 to 32767, and where they end. The header is right at the end only.
	sound(from = 44) {
		const file = openSync(this.wav, 'r');
		const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - from));
		const n = readSync(file, bytes, 0, bytes.length, from);
		closeSync(file);
		let peak = 0;
		for (let i = 0; i + 1 < n; i += 2) {
			peak = Math.max(peak, Math.abs(bytes.readInt16LE(i)));
		}
		return { peak, end: from + n - (n % 4) };
	}

	tail() {
		return existsSync(this.console) ? readFileSync(this.console, 'latin1').slice(-2000) : '';
	}

	// What a client does who trips over the cable.
	async cutPower() {
		this.process.kill('SIGKILL');
		await this.ended;
	}

	async powerOff(timeout = 40000) {
		await this.command('system_powerdown');
		const off = await Promise.race([this.ended.then(() => true), pause(timeout, false, { ref: false })]);
		assert.ok(off, `the machine does not switch itself off\n${this.tail()}`);
	}

	// Sound files are complete after this.
	async quit() {
		this.qmp.write('{"execute":"quit"}\n');
		await this.ended;
	}
}
