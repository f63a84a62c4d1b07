// SPDX-License-Identifier: MIT
// The image with a touch screen: the visit's first pages by finger, keys that must do nothing, a stick that must not be used.
// usage: touch.mjs IMAGE DISK EVENTS FRAMES SCENE WORK
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { Machine } from './machine.mjs';
import { difference, readPicture } from './picture.mjs';
import { Guest } from './guest.mjs';

const [image, disk, , framesFolder, sceneFile, work] = process.argv.slice(2);
const scene = readFileSync(sceneFile, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const ROUNDING = 8; // of 255, as in visit.mjs
const most = 0.00002;
const frames = readdirSync(framesFolder).sort();
const frameOf = (page) => readPicture(join(framesFolder, frames.find((file) => file.includes(`-${page}-`))));
const shows = (page) => (picture) => difference(picture, frameOf(page), ROUNDING) <= most;

// The middle of a node on the page, as the scene log has it.
function middle(page, id) {
	const line = scene.find((one) => one.page === page);
	const [x, y, w, h] = line.nodes.find((node) => node.id === id).rect;
	return [x + w / 2, y + h / 2];
}

const guest = new Guest(work);
const machine = new Machine({ image, disk, work, initrd: join(work, 'initrd-test'),
	devices: [...guest.devices(), '-device', 'qemu-xhci',
		'-drive', `if=none,id=stick,format=raw,file=${join(work, 'stick.img')}`,
		'-device', 'usb-storage,drive=stick,id=stick', '-device', 'usb-kbd,id=pad'] });
await machine.start();
await machine.until(shows('welcome'), 'the first page never appeared', 120000);
await guest.connect();
console.log('- the touch screen is there');

for (const combination of ['Control+Alt+Delete', 'Alt+SysRq+b', 'Alt+SysRq+h', 'Control+Alt+F2', 'Alt+F4', 'Control+c']) {
	await machine.key(combination);
	await pause(1000);
	assert.equal(machine.process.exitCode, null, `${combination} switched the machine off`);
}
await machine.until(shows('welcome'), 'a combination of keys changed the picture', 5000);
console.log('- combinations of keys do nothing');

await guest.tap(...middle('welcome', 'lang.en'), machine);
await machine.until(shows('start'), 'the finger on the language did not lead to the start page');
await pause(500);
await guest.tap(...middle('start', 'next'), machine);
await machine.until(shows('q1'), 'the finger on "next" did not lead to the first question');
console.log('- a finger leads to the first question');

const usb = await guest.ask('usb');
assert.match(usb, /Keyboard=1;/, `the USB keyboard may not be used: ${usb}`);
assert.match(usb, /HARDDRIVE=0;/, `the USB stick may be used: ${usb}`);
assert.equal(await guest.ask('count /sys/class/block/sd*'), '0', 'the USB stick became a disk');
console.log('- a USB keyboard may be used, a USB stick may not');
await machine.cutPower();
