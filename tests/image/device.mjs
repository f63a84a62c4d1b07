// SPDX-License-Identifier: MIT
// A kiosk whose process dies and hangs, and whose screen is taken away, unplugged and turned; with the figures of its start.
// usage: device.mjs IMAGE DISK WIDE-FRAMES TALL-FRAMES WORK
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { Hand } from './hand.mjs';
import { Machine } from './machine.mjs';
import { difference, readPicture, turned } from './picture.mjs';

const [image, disk, wideFolder, tallFolder, work] = process.argv.slice(2);
const frameOf = (folder) => readPicture(join(folder, readdirSync(folder).sort().find((file) => file.includes('-welcome-'))));
const ROUNDING = 8, MOST = 0.00002; // as in visit.mjs
const wide = frameOf(wideFolder), tall = frameOf(tallFolder);
const shows = (frame) => (picture) => difference(picture, frame, ROUNDING) <= MOST;
const say = (text) => console.log(`- ${text}`);

const hand = new Hand(work);
const machine = new Machine({ image, disk, work, initrd: join(work, 'initrd-test'), devices: hand.devices() });
await machine.start();
await machine.until(shows(wide), 'the first page never appeared', 180000);
await hand.connect(machine);
const property = async (name) => hand.ask(`systemctl show -p ${name} --value guichet.service`);
const restarts = async () => Number(await property('NRestarts'));

// 1. Figures of the start.
{
	const [from, to] = [await property('ExecMainStartTimestampMonotonic'), await property('ActiveEnterTimestampMonotonic')];
	say(`the kiosk needs ${((to - from) / 1e6).toFixed(2)} s from its start to its first frame, ${(to / 1e6).toFixed(1)} s after the kernel's`);
	say((await hand.ask('systemd-analyze time')).split('\n')[0]);
	say((await hand.ask('systemd-analyze blame --no-pager | head -n 8')).replaceAll(/\s*\n\s*/g, ', '));
	say(`failed units: ${await hand.ask('systemctl --failed --no-legend --plain | cut -d " " -f 1') || 'none'}`);
	assert.equal(await hand.ask('systemctl --failed --no-legend --plain | wc -l'), '0');
}

// 2. It dies.
await hand.ask('systemctl kill -s KILL guichet.service');
await pause(300);
await machine.until(shows(wide), 'the first page did not come back after the kiosk had died', 30000);
assert.equal(await restarts(), 1);
say('killed, it is there again');

// 3. It hangs: nothing feeds systemd's watchdog.
await hand.ask('systemctl kill -s STOP guichet.service');
for (let i = 0; await restarts() < 2; i++) {
	assert.ok(i < 120, 'a kiosk that hangs is not started anew');
	await pause(1000);
}
await machine.until(shows(wide), 'the first page did not come back after the kiosk had hung', 30000);
say('hung, it is started anew');

// 4. Another program has the screen when it starts, and lets it go.
await hand.ask('systemctl stop guichet.service');
await hand.ask('(/run/guichet-test/image-screen-holder 25 >/run/held 2>&1 &) ; sleep 1; grep -q held /run/held || cat /run/held >&2');
await hand.ask('systemctl start guichet.service');
assert.ok(!shows(wide)(await machine.screen()), 'it drew on a screen that another program had');
await machine.until(shows(wide), 'the screen was not taken back', 60000);
assert.equal(await property('NRestarts'), '0', 'it ended because another program had the screen');
say('the screen was another program\'s, and is taken back');

// 5. The screen is unplugged, and plugged in again; what happened meanwhile is shown.
const plug = (state) => hand.ask(`for status in /sys/class/drm/card0-*/status; do echo ${state} >$status; done; udevadm trigger -c change /sys/class/drm/card0`);
await plug('off');
await pause(3000);
await machine.key('F1');
await pause(1000);
await machine.key('Escape');
await plug('detect');
await machine.until(shows(wide), 'the picture did not come back with the screen', 30000);
assert.equal(await property('NRestarts'), '0', 'it ended because the screen was unplugged');
say('the screen was unplugged and plugged in again');

// 6. Mounted on its side.
await hand.ask("printf '[display]\\nturned = 90\\n' >/data/guichet/guichet.conf && chgrp guichet /data/guichet/guichet.conf && chmod 640 /data/guichet/guichet.conf");
await hand.ask('systemctl restart guichet.service');
await machine.until(shows(turned(tall)), 'the picture is not turned', 60000);
say('mounted on its side, it is upright');
await machine.cutPower();
