// SPDX-License-Identifier: MIT
// The image for arm64 as a device starts it, through its firmware: this takes the department's keys, then starts what they signed.
// usage: arm64.mjs IMAGE DISK FRAMES WORK
import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { Machine } from './machine.mjs';
import { difference, readPicture } from './picture.mjs';

const [image, disk, framesFolder, work] = process.argv.slice(2);
const BOOT_MS = 300000;
const ROUNDING = 8, MOST = 0.00002; // as in visit.mjs
const AAVMF = '/usr/share/AAVMF';
const frame = readPicture(join(framesFolder, readdirSync(framesFolder).find((file) => file.includes('-welcome-'))));
const memory = join(work, 'firmware.vars');
copyFileSync(join(AAVMF, 'AAVMF_VARS.fd'), memory);

async function power() {
	rmSync(join(work, 'qmp.sock'), { force: true });
	const machine = new Machine({ image, disk, work, arch: 'arm64',
		firmware: ['-drive', `if=pflash,format=raw,readonly=on,file=${join(AAVMF, 'AAVMF_CODE.fd')}`,
			'-drive', `if=pflash,format=raw,file=${memory}`] });
	await machine.start();
	return machine;
}

// The firmware resets itself after it has taken keys.
const first = await power();
const off = await Promise.race([first.ended.then(() => true), pause(BOOT_MS, false, { ref: false })]);
assert.ok(off, `the machine did not start again after it was given keys\n${first.tail()}`);
assert.match(first.tail(), /Enrolling/);
console.log('- the firmware took the department\'s keys');

const second = await power();
await second.until((picture) => difference(picture, frame, ROUNDING) <= MOST, 'the first page never appeared', BOOT_MS);
assert.doesNotMatch(second.tail(), /Enrolling/);
console.log(`- through the firmware the first page is there after ${((Date.now() - second.started) / 1000).toFixed(0)} s`);
await second.cutPower();
