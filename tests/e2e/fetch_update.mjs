// SPDX-License-Identifier: MIT
// A server of updates that lies: the first folder of a path names the lie. usage: fetch_update.mjs BUNDLE VERSION
// Prints its port; then what was asked for, one line a request.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [path, version] = process.argv.slice(2);
const bundle = readFileSync(path);
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const notice = (changes = {}) => Object.entries({ 'guichet-update': 1, version, file: 'b.raucb', size: bundle.length,
	sha256: sha256(bundle), ...changes }).map(([name, value]) => `${name} ${value}\n`).join('');

// What comes in place of "latest".
const notices = {
	portal: '<!DOCTYPE html><title>Welcome</title>',
	older: notice({ version: '0.0.9' }),
	longer: notice({ size: bundle.length + 1 }),
	shorter: notice({ size: bundle.length - 1 }),
	enormous: notice({ size: 300 * 1024 * 1024 }),
	outside: notice({ file: '../b.raucb' }),
	other: notice({ sha256: sha256('another') }),
	more: `${notice()}note x\n`,
};

// What comes in place of the bundle; `from` is what Range asks for.
const bodies = {
	endless(response) {
		const zeros = Buffer.alloc(65536);
		const more = () => { while (response.writable && response.write(zeros)); };
		response.writeHead(200).on('drain', more);
		more();
	},
	whole(response) { // knows no ranges, and is cut in the middle at first
		response.writeHead(200, { 'Content-Length': bundle.length });
		if (bodies.was_cut) {
			response.end(bundle);
		} else {
			bodies.was_cut = true;
			response.write(bundle.subarray(0, bundle.length / 2), () => setTimeout(() => response.destroy(), 300));
		}
	},
	elsewhere(response) {
		response.writeHead(206, { 'Content-Length': 10, 'Content-Range': `bytes 0-9/${bundle.length}` });
		response.end(bundle.subarray(0, 10));
	},
	redirect(response) {
		response.writeHead(302, { Location: '/good/b.raucb' }).end();
	},
	gone(response) {
		response.writeHead(404).end('no');
	},
	busy(response) {
		response.writeHead(503).end('busy');
	},
};

const server = createServer((request, response) => {
	const [, lie, name] = request.url.split('/');
	console.log(`${request.url} ${request.headers.range ?? 'whole'}`);
	if (name === 'latest' && lie === 'endless-latest') {
		bodies.endless(response);
	} else if (name === 'latest' && lie === 'redirect-latest') {
		response.writeHead(302, { Location: '/good/latest' }).end();
	} else if (name === 'latest') {
		response.end(notices[lie] ?? notice());
	} else if (bodies[lie]) {
		bodies[lie](response);
	} else {
		response.writeHead(200, { 'Content-Length': bundle.length }).end(bundle);
	}
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
