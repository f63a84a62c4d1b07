// SPDX-License-Identifier: MIT
// What becomes of a device through updates: each step starts it from the firmware, as a device starts.
// usage: update.mjs IMAGE DISK STICK WORK CYCLES
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { Hand } from './hand.mjs';
import { Machine } from './machine.mjs';
import { network, publish } from './publish.mjs';

const [image, disk, stick, work, cycles] = process.argv.slice(2);
const BOOT_MS = 360000;
const OLD = '1.0.0-test', NEW = '2.0.0-test';
const bundle = (name) => `/run/stick/${name}.raucb`;
const partition = () => `${disk}@@${execFileSync('partx', ['-g', '-n', '1', '-o', 'START', disk]).toString().trim() * 512}`;
const say = (text) => console.log(`- ${text}`);

// Names on the boot partition: what the loader goes by.
const files = () => execFileSync('mdir', ['-b', '-i', partition(), '::EFI/Linux']).toString().trim().split('\n')
	.map((line) => line.replace(/.*\//, '')).sort();

class Device {
	async power(devices) {
		rmSync(join(work, 'qmp.sock'), { force: true });
		this.machine = new Machine({ image, disk, work, devices,
			firmware: ['-machine', 'q35', '-drive', 'if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd',
				'-drive', `if=pflash,format=raw,file=${join(work, 'vars.fd')}`] });
		await this.machine.start();
	}

	async start() {
		rmSync(join(work, 'hand.sock'), { force: true });
		this.hand = new Hand(work);
		await this.power([...this.hand.devices(), '-drive', `file=${stick},format=raw,if=virtio,readonly=on`, ...network]);
		await this.hand.connect(this.machine, BOOT_MS);
		await this.hand.ask('mkdir -p /run/stick && mount -r /dev/vdb /run/stick');
		return this.hand;
	}

	// Until it resets itself: after it was given keys, or because a slot cannot start.
	async startAndReset(why) {
		await this.power([]);
		const off = await Promise.race([this.machine.ended.then(() => true), pause(BOOT_MS, false, { ref: false })]);
		assert.ok(off, `${why}\n${this.machine.tail()}`);
	}

	// As a device goes off that is told to; what it wrote is on the disk.
	async stop() {
		await this.hand.ask('sync');
		await this.machine.cutPower();
	}
}

const device = new Device();
const running = async (hand) => hand.ask("sed -n 's/^IMAGE_VERSION=//p' /usr/lib/os-release");
const slotOf = async (hand) => hand.ask("sed 's/.*rauc\\.slot=\\(.\\).*/\\1/' /proc/cmdline");
// What an update must not touch: identity, a file, the requests that wait.
const kept = async (hand) => {
	const { counts } = JSON.parse(await hand.ask('guichetctl queue --state /data/guichet --json'));
	return `${counts.queued + counts.sending} requests, ${await hand.ask('sha256sum /data/guichet/device.jwk /data/guichet/marker')}`;
};

async function marked(hand) {
	for (let i = 0; i < 120; i++) {
		const state = await hand.ask('systemctl show -p Result,ActiveState,ExecMainExitTimestampMonotonic guichet-boot-check.service');
		if (/ActiveState=failed/.test(state)) {
			assert.fail(`the check of the slot failed: ${(await hand.run('journalctl -b -u guichet-boot-check -u guichet-selftest')).output}`);
		}
		if (!/ExecMainExitTimestampMonotonic=0/.test(state)) {
			return;
		}
		await pause(2000);
	}
	assert.fail('the slot was not marked good');
}

async function refused(hand, name, reason) {
	const { status, output } = await hand.run(`rauc install ${bundle(name)}`);
	assert.notEqual(status, 0, `${name} was installed`);
	assert.match(output, reason, `${name}: another reason`);
	assert.equal(await hand.ask('/usr/lib/guichet/boot-slots get-primary'), 'a');
	say(`${name}: refused (${output.trim().split('\n').pop().slice(0, 90)})`);
}

// 1. A new device marks itself good.
await device.startAndReset('the machine did not start again after it was given keys');
let hand = await device.start();
assert.equal(await running(hand), OLD);
await marked(hand);
await hand.ask('echo what must stay >/data/guichet/marker; sync');
const before = await kept(hand);
assert.match(before, /^3 requests/);
say(`${OLD} runs in slot ${await slotOf(hand)} and is marked good`);

// 2. What must not be installed.
await refused(hand, 'foreign', /verify|signature|certificate/i);
await refused(hand, 'truncated', /bundle|signature|size/i);
await refused(hand, 'corrupt', /error|corrupt/i);

// 3. Power cuts during an installation, at another moment each time.
for (let i = 1; i <= Number(cycles); i++) {
	const cut = 1500 + Math.random() * 24000;
	hand.run(`rauc install ${bundle('good')}`).catch(() => {});
	await pause(cut);
	await device.machine.cutPower();
	hand = await device.start();
	const slot = await slotOf(hand);
	assert.equal(await kept(hand), before, 'what is kept was lost');
	say(`power cut ${i} after ${(cut / 1000).toFixed(1)} s: slot ${slot} runs, ${files().join(' ')}`);
	if (slot === 'b') { // it was complete before the cut
		assert.equal(await running(hand), NEW);
		await hand.ask('/usr/lib/guichet/boot-slots set-state a good && /usr/lib/guichet/boot-slots set-state b bad && sync');
		await device.stop();
		hand = await device.start();
		assert.equal(await slotOf(hand), 'a');
	}
}

// 4. A good update: tried, marked good, nothing lost.
await hand.ask(`rauc install ${bundle('good')}`);
await device.stop();
assert.deepEqual(files(), ['guichet-a.efi', 'guichet-b+3.efi']);
hand = await device.start();
assert.equal(await running(hand), NEW);
assert.deepEqual(files(), ['guichet-a.efi', 'guichet-b+2-1.efi']);
await marked(hand);
await hand.ask('sync -f /efi');
await device.stop();
assert.deepEqual(files(), ['guichet-a.efi', 'guichet-b.efi']);
hand = await device.start();
assert.equal(await kept(hand), before, 'what is kept was lost by the update');
say(`${NEW} runs in slot b, is marked good, and what was kept is there`);

// 5. Back to the older one only where a technician has allowed it.
{
	const { status, output } = await hand.run(`rauc install ${bundle('older')}`);
	assert.notEqual(status, 0, 'an older version was installed');
	const reason = await hand.ask('journalctl -b -u rauc.service --no-pager');
	assert.match(output + reason, /is older than/);
	say('older: refused');
}
await hand.ask(`touch /run/guichet/downgrade && rauc install ${bundle('older')} && rm /run/guichet/downgrade`);
await device.stop();
assert.deepEqual(files(), ['guichet-a+3.efi', 'guichet-b+0.efi']);
hand = await device.start();
assert.equal(await running(hand), OLD);
await marked(hand);
assert.equal(await kept(hand), before, 'what is kept was lost by going back');
say(`${OLD} runs again, allowed by a technician`);

// 6. A slot that cannot start: its root file system is not what was signed. Three tries, then the other one.
await hand.ask(`rauc install ${bundle('good')}`);
await hand.ask('dd if=/dev/zero of=/dev/disk/by-partlabel/guichet-root-b bs=4096 seek=1 count=64 conv=fsync 2>&1');
await device.stop();
for (let i = 1; i <= 3; i++) {
	await device.startAndReset('the broken slot neither started nor gave up');
	say(`broken slot, try ${i}: ${files().join(' ')}`);
}
assert.deepEqual(files(), ['guichet-a.efi', 'guichet-b+0-3.efi']);
hand = await device.start();
assert.equal(await slotOf(hand), 'a');
assert.equal(await kept(hand), before, 'what is kept was lost by the broken slot');
say('after three tries the good slot runs');
await device.stop();

// 7. By itself, from the network: the link is cut in the middle, and the power when all is there but nothing installed.
const department = await publish(join(work, NEW), work);
hand = await device.start();
await marked(hand);
const conf = `[update]\nbundles = ${department.url}\nbundles-ca = /data/guichet/updates-ca.pem\n`;
for (const [name, content] of [['updates-ca.pem', department.certificate], ['guichet.conf', conf]]) {
	const file = `/data/guichet/${name}`;
	await hand.ask(`echo ${Buffer.from(content).toString('base64')} | base64 -d >${file} && chown 0:900 ${file} && chmod 640 ${file}`);
}
await hand.ask('systemctl stop guichet-update.path guichet-fetch.timer');
const fetched = async () => (await hand.ask('ls /data/guichet-update')).split('\n').filter((name) => name !== '');
const fetching = async () => {
	const { status, output } = await hand.run('systemctl restart guichet-fetch.service', 600000);
	return { status, output: output + await hand.ask('journalctl -b -u guichet-fetch.service --no-pager | tail -n 6') };
};
let attempt = await fetching();
assert.match(attempt.output, /What came is kept/);
assert.match((await fetched()).join(' '), /^[0-9a-f]{64}\.part$/);
attempt = await fetching();
assert.equal(attempt.status, 0, attempt.output);
assert.deepEqual(await fetched(), [`${NEW}.raucb`]);
assert.match(department.asked.join(', '), /^latest whole, raucb whole, latest whole, raucb bytes=\d+-$/);
say(`fetched in two pieces: ${department.asked.join(', ')}`);
await device.stop();
hand = await device.start();
const off = await Promise.race([device.machine.ended.then(() => true), pause(2 * BOOT_MS, false, { ref: false })]);
assert.ok(off, `what was fetched was not installed\n${device.machine.tail()}`);
assert.deepEqual(files(), ['guichet-a.efi', 'guichet-b+3.efi']);
hand = await device.start();
assert.equal(await running(hand), NEW);
await marked(hand);
assert.deepEqual(await fetched(), ['tried']);
assert.equal(await hand.ask('cat /data/guichet-update/tried'), NEW);
assert.equal(await kept(hand), before, 'what is kept was lost by the update from the network');
assert.equal((await fetching()).status, 0);
assert.equal(department.asked.at(-1), 'latest whole');
say(`${NEW} came from the network, was installed after a power cut, and runs`);
department.close();
await device.stop();
