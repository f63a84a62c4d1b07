// SPDX-License-Identifier: MIT
// The department's folder of updates, over https, for a device in QEMU whose network leads to this machine (10.0.2.2).
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';

// The device's end of that network.
export const network = ['-netdev', 'user,id=net', '-device', 'virtio-net-pci,netdev=net'];

// Publishes what images/bundle.sh made in `image`. The first time the link is cut in the middle. { url, certificate, asked, close }
export async function publish(image, work) {
	const [key, certificate] = ['publish.key', 'publish.pem'].map((name) => join(work, name));
	execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
		'-subj', '/CN=updates', '-addext', 'subjectAltName=IP:10.0.2.2', '-keyout', key, '-out', certificate], { stdio: 'ignore' });
	const bundle = readFileSync(join(image, 'guichet.raucb'));
	const asked = [];
	const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (request, response) => {
		const { range } = request.headers;
		asked.push(`${request.url.split('/').pop().replace(/.*\./, '')} ${range ?? 'whole'}`);
		if (request.url === '/guichet/latest') {
			response.end(readFileSync(join(image, 'latest')));
			return;
		}
		const from = Number(range?.match(/^bytes=(\d+)-$/)?.[1] ?? 0);
		const length = { 'Content-Length': bundle.length - from };
		if (range) {
			response.writeHead(206, { ...length, 'Content-Range': `bytes ${from}-${bundle.length - 1}/${bundle.length}` });
			response.end(bundle.subarray(from));
		} else {
			response.writeHead(200, length);
			response.write(bundle.subarray(0, bundle.length / 2), () => setTimeout(() => response.destroy(), 1000));
		}
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return { url: `https://10.0.2.2:${server.address().port}/guichet`, certificate: readFileSync(certificate), asked,
		close: () => server.closeAllConnections() ?? server.close() };
}
