// SPDX-License-Identifier: MIT
// A technician at the image in QEMU: what the pages show, and what becomes of the device behind them.
// usage: staff.mjs IMAGE DISK STICK EVENTS FRAMES SCENE WORK DEVICE PIN
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { Hand } from './hand.mjs';
import { Machine } from './machine.mjs';
import { Play } from './play.mjs';

const [image, disk, stick, events, frames, scene, work, name, pin] = process.argv.slice(2);
const START_MS = 360000;
const TASK_MS = 600000; // an update writes a whole system
const FIRMWARE = ['-machine', 'q35', '-drive', 'if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd',
	'-drive', `if=pflash,format=raw,file=${join(work, 'vars.fd')}`];

let hand, machine;

function power(firmware) {
	['qmp.sock', 'hand.sock'].forEach((socket) => rmSync(join(work, socket), { force: true }));
	hand = new Hand(work);
	machine = new Machine({ image, disk, work, firmware, devices: [...hand.devices(), '-device', 'qemu-xhci',
		'-drive', `id=stick,file=${stick},format=raw,if=none,readonly=on`, '-device', 'usb-storage,drive=stick',
		'-netdev', 'user,id=net', '-device', 'virtio-net-pci,netdev=net'] });
	return machine.start();
}

async function ends(why, timeout) {
	const off = await Promise.race([machine.ended.then(() => true), pause(timeout, false, { ref: false })]);
	assert.ok(off, `${why}\n${machine.tail()}`);
}

const log = () => hand.ask('journalctl -b -o cat -n 40 --no-pager');
const fails = async (command) => assert.notEqual((await hand.run(command)).status, 0, `${command}\n${await log()}`);

async function until(command, why) {
	for (let i = 0; (await hand.run(command)).status !== 0; i++) {
		assert.ok(i < 120, `${why}\n${await log()}`);
		await pause(500);
	}
}

// Calls that guichet-staff has noted, one after the other.
let seen = 0;

async function done(verb, status) {
	for (const end = Date.now() + TASK_MS; Date.now() < end; await pause(1000)) {
		const notes = (await hand.ask('journalctl -b -o cat -u guichet-staff.service')).match(/\{"verb":.*\}$/gm) ?? [];
		if (notes.length > seen) {
			const note = JSON.parse(notes[seen++]);
			assert.deepEqual([note.verb, note.status], [verb, status], `${JSON.stringify(note)}\n${await log()}`);
			technician.say(`${verb}: ${status}, ${note.ms} ms`);
			return;
		}
	}
	assert.fail(`the service has not answered the call ${verb}\n${await log()}`);
}

// What the device says of itself, once the intake has answered it since this start.
async function contact() {
	for (const end = Date.now() + START_MS; Date.now() < end; await pause(1000)) {
		const status = JSON.parse((await hand.run('guichetctl status --state /data/guichet --json')).output);
		if (Date.parse(status.link.last_contact) >= machine.started) {
			return status;
		}
	}
	return assert.fail(`the device does not reach the intake\n${await log()}`);
}

const modes = (files) => hand.ask(`cd /data/guichet && stat -c '%n %U:%G %a' ${files}`);

async function noStick() {
	await until('! systemctl is-active --quiet guichet-technician.service', 'storage is still let in');
	await fails('grep -q /run/guichet/stick /proc/mounts');
	await fails('ls /dev/sd*');
	await fails('test -e /run/guichet/technician');
}

// What is true of the device behind the page that comes next.
const facts = {
	'open refused': async () => {
		assert.match(await hand.ask('cat /run/guichet/tries'), /^wrong 1 until/, 'a restart of the service would forget the wrong try');
		await noStick();
	},
	'mount ok': async () => {
		assert.match(await hand.ask('grep /run/guichet/stick /proc/mounts'), / vfat ro,nosuid,nodev,noexec/);
	},
	'keys ok': async () => {
		assert.equal(await modes('content.jwks guichet.conf intake-ca.pem intake.jwks recipient.jwks status.key'),
			['content.jwks root:guichet 640', 'guichet.conf root:guichet 640', 'intake-ca.pem root:guichet 640',
				'intake.jwks guichet-sync:guichet 640', 'recipient.jwks root:guichet 640', 'status.key root:guichet 640'].join('\n'));
	},
	'provision ok': async () => {
		const settings = await hand.ask("grep ' = ' /data/guichet/guichet.conf");
		assert.match(settings, new RegExp(`^device = ${name}$`, 'm'));
		assert.doesNotMatch(settings, /time-zone/, 'a setting that nobody typed was written');
	},
	'enrol ok': async () => {
		assert.equal(await modes('device.jwk device.crt'), 'device.jwk guichet-sync:guichet 600\ndevice.crt guichet-sync:guichet 644');
		await fails('ls /run/guichet/enrol/code');
		await contact();
	},
	'close ok': noStick,
	'update ok': async () => {
		assert.equal(await hand.ask('/usr/lib/guichet/boot-slots get-primary'), 'b');
		assert.match(await hand.ask('ls /efi/EFI/Linux'), /^guichet-b\+3\.efi$/m);
		assert.doesNotMatch(await hand.ask('journalctl -b -o cat'), new RegExp(`Zyxomarker|${pin}`), 'the log has the name or the PIN');
	},
};

await power();
const technician = new Play({ machine, events, frames, scene });
await hand.connect(machine, START_MS);
await until('systemctl is-active --quiet guichet.service', 'the kiosk does not start');
await pause(5000); // input comes after the first picture
for (const event of technician.events) {
	const [, verb, status] = event.note?.match(/^done: (\S+) (\S+)$/) ?? [];
	if (verb) {
		await done(verb, status);
		await facts[`${verb} ${status}`]?.();
	} else {
		await technician.play(event);
	}
}
await ends('the device does not restart', 120000);
technician.say('the device restarts');

// From the firmware on, which at first takes the department's keys: the new version, and a kiosk that is set up.
await power(FIRMWARE);
await ends('the machine did not start again after it was given keys', START_MS);
await power(FIRMWARE);
await hand.connect(machine, START_MS);
assert.equal(await hand.ask("sed -n 's/^IMAGE_VERSION=//p' /usr/lib/os-release"), '2.0.0-test');
assert.match(await hand.ask('cat /proc/cmdline'), /rauc\.slot=b/);
await until('systemctl is-active --quiet guichet.service', 'the kiosk does not start');
const status = await contact();
assert.equal(status.device, name);
assert.equal(status.certificate.state, 'good');
await noStick();
console.log(`- ${name} runs 2.0.0-test in slot b, is enrolled, and reaches the intake`);
await machine.cutPower();
