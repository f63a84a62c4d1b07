// SPDX-License-Identifier: MIT
// A device with Secure Boot and a TPM, from its first start on: whose keys are believed, what its storage opens for, what is refused.
// usage: secure.mjs IMAGE DISK WORK
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, cpSync, existsSync, mkdirSync, openSync, readFileSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { Hand } from './hand.mjs';
import { Machine } from './machine.mjs';
import { difference, readPicture } from './picture.mjs';

const [image, disk, work] = process.argv.slice(2);
const BOOT_MS = 300000;
const POWER_CUTS = 4;
const ROUNDING = 8; // of 255, as in visit.mjs
const OVMF = '/usr/share/OVMF';
const say = (text) => console.log(`- ${text}`);
const output = (program, ...parameters) => execFileSync(program, parameters, { encoding: 'utf8' }).trim();
const path = (name) => join(work, name);
const copy = (from, to) => execFileSync('cp', ['-a', '--sparse=always', '--no-target-directory', path(from), path(to)]);
const firstPage = (name) => readPicture(path(`${name}.png`));
const isPage = (name) => {
	const frame = firstPage(name);
	return (picture) => difference(picture, frame, ROUNDING) <= 0.00002;
};

// { start, size } of a partition in bytes.
function placeOf(name) {
	const line = output('partx', '--noheadings', '--raw', '--bytes', '--output', 'NAME,START,SIZE', disk).split('\n')
		.find((one) => one.startsWith(`${name} `));
	const [, start, size] = line.split(' ').map(Number);
	return { start: start * 512, size };
}

const storage = placeOf('guichet-data');
const boot = (file) => `${file}@@${placeOf('guichet-esp').start}`;

// All of the data partition.
function hashOfStorage(file) {
	const hash = createHash('sha256');
	const bytes = Buffer.alloc(1 << 20);
	const from = openSync(file, 'r');
	for (let at = 0; at < storage.size; at += bytes.length) {
		hash.update(bytes.subarray(0, readSync(from, bytes, 0, Math.min(bytes.length, storage.size - at), storage.start + at)));
	}
	closeSync(from);
	return hash.digest('hex');
}

// A machine is its firmware's memory (NAME.vars) and its TPM (folder NAME.tpm); the disk is put into it.
class Device {
	constructor({ name, file = disk, tpm = true }) {
		Object.assign(this, { name, file, tpm });
		this.vars = path(`${name}.vars`);
		this.chip = path(`${name}.tpm`);
		if (!existsSync(this.vars)) {
			cpSync(join(OVMF, 'OVMF_VARS_4M.fd'), this.vars);
		}
		mkdirSync(this.chip, { recursive: true });
	}

	async startChip() {
		const socket = path('tpm.sock');
		rmSync(socket, { force: true });
		const chip = spawn('swtpm', ['socket', '--tpm2', '--tpmstate', `dir=${this.chip}`, '--ctrl', `type=unixio,path=${socket}`,
			'--terminate'], { stdio: 'ignore' });
		this.chipEnded = new Promise((resolve) => { chip.on('exit', resolve); });
		const kill = () => chip.kill('SIGKILL');
		process.on('exit', kill);
		chip.on('exit', () => process.off('exit', kill));
		for (let i = 0; i < 100 && !existsSync(socket); i++) {
			assert.equal(chip.exitCode, null, 'swtpm did not start');
			await pause(50);
		}
		return ['-chardev', `socket,id=tpm,path=${socket}`, '-tpmdev', 'emulator,id=tpm0,chardev=tpm', '-device', 'tpm-crb,tpmdev=tpm0'];
	}

	async power() {
		const chip = this.tpm ? await this.startChip() : [];
		rmSync(path('qmp.sock'), { force: true });
		rmSync(path('hand.sock'), { force: true });
		this.hand = new Hand(work);
		this.machine = new Machine({ image, disk: this.file, work, devices: [...this.hand.devices(), ...chip],
			firmware: ['-machine', 'q35,smm=on', '-global', 'ICH9-LPC.disable_s3=1',
				'-global', 'driver=cfi.pflash01,property=secure,value=on',
				'-drive', `if=pflash,format=raw,readonly=on,file=${join(OVMF, 'OVMF_CODE_4M.secboot.fd')}`, '-drive', `if=pflash,format=raw,file=${this.vars}`] });
		await this.machine.start();
	}

	async start() {
		await this.power();
		await this.hand.connect(this.machine, BOOT_MS);
		// The kiosk starts after the storage was opened, or was not.
		for (const end = Date.now() + BOOT_MS; (await this.hand.run('systemctl is-active guichet.service')).status !== 0;) {
			assert.ok(Date.now() < end, 'the kiosk does not start');
			await pause(500);
		}
		return this.hand;
	}

	// The firmware resets itself after it has taken keys.
	async enrol() {
		await this.power();
		const off = await Promise.race([this.machine.ended.then(() => true), pause(BOOT_MS, false, { ref: false })]);
		assert.ok(off, `the machine did not start again after it was given keys\n${this.machine.tail()}`);
		assert.doesNotMatch(this.machine.tail(), /Linux version/);
		await this.chipEnded;
	}

	async stop() {
		await this.machine.cutPower();
		await this.chipEnded;
	}
}

const byte = (text) => Number(text.split(/\s+/).pop());
const variable = async (hand, name) => byte(await hand.ask(
	`od -An -t u1 /sys/firmware/efi/efivars/${name}-8be4df61-93ca-11d2-aa0d-00e098032b8c`));

// Whose keys were believed, and that the kernel knows it.
async function isSecure(hand) {
	assert.equal(await variable(hand, 'SecureBoot'), 1);
	assert.equal(await variable(hand, 'SetupMode'), 0);
	assert.match(await hand.ask('cat /sys/kernel/security/lockdown'), /\[integrity\]/);
}

// Opened by the TPM after this chain of starting, and by nothing else.
async function isBound(hand) {
	assert.equal((await hand.run('findmnt -no SOURCE /data')).output.trim(), '/dev/mapper/guichet-storage',
		(await hand.run('journalctl -b -u guichet-storage --no-pager')).output);
	const dump = JSON.parse(await hand.ask('cryptsetup luksDump --dump-json-metadata /dev/disk/by-partlabel/guichet-data'));
	assert.deepEqual(Object.values(dump.tokens).map((token) => [token.type, token['tpm2-pcrs'], token.keyslots]),
		[['systemd-tpm2', [7], Object.keys(dump.keyslots)]]);
	assert.equal(Object.keys(dump.keyslots).length, 1, 'there is another key slot than the TPM\'s');
	assert.equal(await hand.ask('blkid -p -o value -s LABEL /dev/disk/by-partlabel/guichet-data'), 'guichet-data');
	assert.notEqual((await hand.run('ls /run/guichet-storage/key')).status, 0, 'the passphrase was left in memory');
}

// The storage stays as it is, and the kiosk says that it takes no requests.
async function staysClosed(device, why) {
	const before = hashOfStorage(device.file);
	await device.start();
	await device.machine.until(isPage('closed'), `${why}: the kiosk does not say that it takes no requests`);
	const { hand } = device;
	assert.equal(await hand.ask('systemctl show -p Result --value guichet-storage.service'), 'exit-code');
	assert.match(await hand.ask('journalctl -b -u guichet-storage --no-pager'), /The TPM does not open the storage/);
	assert.notEqual((await hand.run('findmnt /data')).status, 0, `${why}: /data is there`);
	assert.notEqual((await hand.run('ls /dev/mapper/guichet-storage')).status, 0, `${why}: the storage is open`);
	await device.stop();
	assert.equal(hashOfStorage(device.file), before, `${why}: the storage was changed`);
	say(`${why}: the storage stays closed and as it was; the kiosk says that it takes no requests`);
}

// What bmaptool writes to a disk; a file it would make empty first, and nothing of what was there before would be left.
function flash(file) {
	const map = readFileSync(join(image, 'disk.bmap'), 'utf8');
	const block = Number(map.match(/<BlockSize> *(\d+)/)[1]);
	const from = openSync(join(image, 'disk.img'), 'r');
	const to = openSync(file, 'r+');
	for (const [, first, last] of map.matchAll(/<Range[^>]*> *(\d+)(?:-(\d+))? *</g)) {
		const bytes = Buffer.alloc((Number(last ?? first) - Number(first) + 1) * block);
		const n = readSync(from, bytes, 0, bytes.length, first * block);
		writeSync(to, bytes, 0, n, first * block);
	}
	closeSync(from);
	closeSync(to);
}

// 1. A new device takes the keys from its boot partition, and binds its storage.
const own = { name: 'own' };
let device = new Device(own);
await device.enrol();
say('the keys were taken, and the machine started again');
let hand = await device.start();
await isSecure(hand);
await isBound(hand);
await device.machine.until(isPage('new'), 'the kiosk does not say that it has no keys yet');
await hand.ask('echo what must stay >/data/guichet/marker; sync');
await device.stop();
say('Secure Boot is on, the kernel locked, the storage bound to the TPM');

// 2. It opens by itself from now on. A TPM that was used and then lost its power counts that as a wrong guess, and swtpm stops at three.
for (let i = 1; i <= POWER_CUTS; i++) {
	hand = await (device = new Device(own)).start();
	await isSecure(hand);
	await isBound(hand);
	assert.equal(await hand.ask('cat /data/guichet/marker'), 'what must stay');
	assert.doesNotMatch(await hand.ask('journalctl -b -u guichet-storage --no-pager'), /did not take the shutdown/);
	await device.stop();
	say(`after power cut ${i} the TPM opened the storage`);
}

// 3. A file without a signature: the loader tries it, the firmware refuses it.
copy('disk.img', 'unsigned.img');
copy('own.vars', 'unsigned.vars');
copy('own.tpm', 'unsigned.tpm');
const names = () => output('mdir', '-b', '-i', boot(path('unsigned.img')), '::EFI/Linux').split('\n').map((line) => line.replace(/.*\//, ''));
for (const name of names()) {
	execFileSync('mdel', ['-i', boot(path('unsigned.img')), `::EFI/Linux/${name}`]);
}
execFileSync('mcopy', ['-i', boot(path('unsigned.img')), path('unsigned.efi'), '::EFI/Linux/guichet-a+3.efi']);
device = new Device({ name: 'unsigned', file: path('unsigned.img') });
await device.power();
const refusal = /Error loading \\EFI\\Linux\\guichet-a.*: Access Denied/;
for (const end = Date.now() + BOOT_MS; !refusal.test(device.machine.tail()) && Date.now() < end;) {
	assert.doesNotMatch(device.machine.tail(), /Linux version|guichet:/, 'an unsigned file was started');
	await pause(500);
}
assert.match(device.machine.tail(), refusal, 'the firmware said nothing about the unsigned file');
await assert.rejects(device.hand.connect(device.machine, 45000), 'an unsigned file was started');
// The firmware starts the loader more than once; each time it counts before it loads.
assert.match(names().join(' '), /^guichet-a\+[012]-[123]\.efi$/, 'the loader did not try the unsigned file');
await device.stop();
rmSync(path('unsigned.img'));
say('a file without a signature was refused');

// 4. The same disk elsewhere.
copy('own.vars', 'other.vars');
await staysClosed(new Device({ name: 'other' }), 'another machine\'s TPM');
await staysClosed(new Device({ name: 'other', tpm: false }), 'no TPM');
// Somebody who has the machine empties the firmware's memory, and keeps the loader from giving it the keys again.
copy('own.tpm', 'lax.tpm');
copy('disk.img', 'lax.img');
writeFileSync(path('loader.conf'), 'timeout 0\nsecure-boot-enroll off\n');
execFileSync('mcopy', ['-o', '-i', boot(path('lax.img')), path('loader.conf'), '::loader/loader.conf']);
await staysClosed(new Device({ name: 'lax', file: path('lax.img') }), 'its own TPM without Secure Boot');
rmSync(path('lax.img'));
hand = await (device = new Device(own)).start();
assert.equal(await hand.ask('cat /data/guichet/marker'), 'what must stay');
await device.stop();
say('back in its own machine the storage opens');

// 5. Flashed over what was there: blank, as new, and closed for ever to those who kept the TPM.
flash(disk);
assert.equal(output('sh', '-c', `blkid -p -O ${storage.start} -S ${storage.size} "$1" || true`, 'sh', disk), '');
hand = await (device = new Device(own)).start();
await isSecure(hand);
await isBound(hand);
assert.notEqual((await hand.run('ls /data/guichet/marker')).status, 0, 'the old storage is still there');
await device.machine.until(isPage('new'), 'the kiosk does not say that it has no keys yet');
await device.stop();
say('flashed anew the device starts as a new one');
