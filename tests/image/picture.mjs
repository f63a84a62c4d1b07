// SPDX-License-Identifier: MIT
// Pictures of a screen: read from PPM, or from PNG by ImageMagick, counted and compared.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

function parse(bytes, file) {
	const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 64).toString('latin1'));
	if (!head) {
		throw new Error(`${file} is no picture in PPM`);
	}
	const [width, height] = [Number(head[1]), Number(head[2])];
	return { width, height, pixels: bytes.subarray(head[0].length, head[0].length + width * height * 3) };
}

export function readPicture(file) {
	return parse(file.endsWith('.png') ?
		execFileSync('convert', [file, '-depth', '8', 'ppm:-'], { maxBuffer: 1 << 27 }) : readFileSync(file), file);
}

// The share of pixels, 0 to 1, that differ in any channel by more than `tolerance`; 1 where sizes differ.
export function difference(a, b, tolerance = 0) {
	if (a.width !== b.width || a.height !== b.height) {
		return 1;
	}
	let n = 0;
	for (let i = 0; i < a.pixels.length; i += 3) {
		if (Math.abs(a.pixels[i] - b.pixels[i]) > tolerance || Math.abs(a.pixels[i + 1] - b.pixels[i + 1]) > tolerance ||
			Math.abs(a.pixels[i + 2] - b.pixels[i + 2]) > tolerance) {
			n++;
		}
	}
	return n / (a.width * a.height);
}

// How many pixels have exactly this colour, "#26374a".
export function count(picture, colour) {
	const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
	let n = 0;
	for (let i = 0; i < picture.pixels.length; i += 3) {
		n += picture.pixels[i] === r && picture.pixels[i + 1] === g && picture.pixels[i + 2] === b ? 1 : 0;
	}
	return n;
}

// The picture as it lies on a panel, turned clockwise by 90 degrees.
export function turned(picture) {
	const { width, height, pixels } = picture;
	const to = Buffer.alloc(pixels.length);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			pixels.copy(to, (x * height + height - 1 - y) * 3, (y * width + x) * 3, (y * width + x) * 3 + 3);
		}
	}
	return { width: height, height: width, pixels: to };
}
