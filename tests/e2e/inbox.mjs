// SPDX-License-Identifier: MIT
// Drives the desk's pages as an officer does, and as those do who should not get in. See inbox.sh.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.GUICHET_NPM}/`);
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const [link, requestsFile, shots] = process.argv.slice(2);
const origin = new URL(link).origin;
const [evil, french, english] = readFileSync(requestsFile, 'utf8').trim().split('\n').map((line) => {
	const [id, reference, ...words] = line.split(' ');
	return { id, reference: reference.replace(/^(...)(...)(....)$/, '$1-$2-$3'), words, number: id.slice(-8) };
});
const reason = { en: 'To call the client back', fr: 'Pour rappeler le client' };
const REPLACED = '\uFFFD';

const browser = await chromium.launch({
	executablePath: '/usr/bin/chromium',
	// Going back must not show a page out of memory either; the library turns that cache off by itself.
	ignoreDefaultArgs: ['--disable-back-forward-cache'],
	args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
		'--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
});

function say(text) {
	console.log(`- ${text}`);
}

// ---- what a browser cannot be made to send ----

function raw(path, { method = 'GET', headers = {}, body = '' } = {}) {
	const { hostname, port } = new URL(origin);
	return new Promise((resolve, reject) => {
		const request = http.request({ hostname, port, path, method, headers, agent: false }, (response) => {
			let text = '';
			response.setEncoding('utf8');
			response.on('data', (part) => (text += part));
			response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
		});
		request.on('error', reject);
		request.end(body);
	});
}

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

async function checkDoors(cookie, csrf) {
	const with_cookie = { Cookie: cookie };
	const open = `/en/request/${english.id}`;
	const refused = async (status, path, options, what) => {
		const answer = await raw(path, options);
		assert.equal(answer.status, status, what);
		for (const word of english.words) {
			assert(!answer.text.includes(`>${word}<`), `${what}: shows the call-back words`);
		}
		return answer;
	};
	await refused(403, new URL(link).pathname, {}, 'the link a second time');
	await refused(403, `/enter/${'0'.repeat(64)}`, {}, 'a link that was never made');
	await refused(403, '/en/inbox', {}, 'no cookie');
	await refused(403, '/en/inbox', { headers: { Cookie: cookie.replace(/=./, '=x') } }, 'another cookie');
	await refused(421, '/en/inbox', { headers: { ...with_cookie, Host: 'evil.example' } }, 'another Host');
	await refused(421, '/en/inbox', { headers: { ...with_cookie, Host: `localhost:${new URL(origin).port}` } }, 'localhost');
	await refused(404, '/en/nothing', { headers: with_cookie }, 'an unknown page');
	await refused(404, '/de/inbox', { headers: with_cookie }, 'an unknown language');
	await refused(404, '/en/request/..%2f..%2fetc', { headers: with_cookie }, 'no id');
	await refused(404, `/en/request/${'0'.repeat(36)}`, { headers: with_cookie }, 'no such request');
	await refused(404, '/en/inbox?page=999999', { headers: with_cookie }, 'no such page of the list');
	const other = await refused(405, '/en/fetch', { headers: with_cookie }, 'a GET that changes something');
	assert.equal(other.headers.allow, 'POST');
	await refused(405, '/en/inbox', { method: 'DELETE', headers: with_cookie }, 'DELETE');

	const post = (body, headers = {}) => ({ method: 'POST', headers: { ...FORM, ...with_cookie, ...headers }, body });
	const typed = `reason=${encodeURIComponent(reason.en)}`;
	await refused(403, open, post(typed), 'no secret in the form');
	await refused(403, open, post(`${typed}&csrf=${'0'.repeat(64)}`), 'another secret in the form');
	await refused(403, open, post(`${typed}&csrf=`), 'an empty secret in the form');
	await refused(403, open, post(`${typed}&csrf=${csrf}`, { 'Sec-Fetch-Site': 'cross-site' }), 'a form of another site');
	await refused(403, open, post(`${typed}&csrf=${csrf}`, { 'Content-Type': 'text/plain' }), 'a form as plain text');
	await refused(403, open, post(`csrf=${csrf}`), 'no reason at all');
	await refused(403, open, post(`csrf=${csrf}&reason=a%00bc`), 'a NUL in the reason');
	await refused(403, open, post(`csrf=${csrf}&reason=one%0Atwo`), 'a line break in the reason');
	await refused(422, open, post(`csrf=${csrf}&reason=+ab++`), 'a reason that is too short');
	await refused(422, open, post(`csrf=${csrf}&reason=${'%C3%A9'.repeat(201)}`), 'a reason that is too long');
	await refused(413, open, post(`csrf=${csrf}&reason=${'a'.repeat(20000)}`), 'a form that is too large');
	await refused(422, `${open}/problem`, post(`csrf=${csrf}&kind=made-up`), 'a made-up kind of problem');
	const after = await refused(200, open, { headers: with_cookie }, 'a GET without a reason before it');

	assert.match(after.headers['content-security-policy'], /^default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'/);
	assert.equal(after.headers['cache-control'], 'no-store');
	assert.equal(after.headers['referrer-policy'], 'no-referrer');
	assert.equal(after.headers['x-content-type-options'], 'nosniff');
	say('only this browser, at this address, with its own forms, gets in');
}

// ---- what everybody must be able to use ----

// `rules`: those, or all that there are.
async function checkPage(page, name, rules) {
	await page.evaluate(axe);
	const result = await page.evaluate((rules) => globalThis.axe.run(document, rules ? { runOnly: rules } : {
		resultTypes: ['violations'],
		rules: { 'color-contrast-enhanced': { enabled: true }, 'target-size': { enabled: true } },
	}), rules);
	const faults = result.violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html).join('\n    ')}`);
	assert.deepEqual(faults, [], `${name}: ${faults.join('\n  ')}`);
	if (shots) {
		await page.screenshot({ path: `${shots}/${name.replaceAll(' ', '-')}.png`, fullPage: true });
	}
}

// The page itself never scrolls sideways: at 320 px (WCAG 1.4.10), and with text of twice the size (1.4.4).
async function checkReflow(page, name) {
	const width = () => page.evaluate(() => document.documentElement.scrollWidth);
	await page.setViewportSize({ width: 320, height: 700 });
	assert(await width() <= 320, `${name}: ${await width()} px wide in a window of 320`);
	await checkPage(page, `${name} narrow`);
	await page.setViewportSize({ width: 900, height: 700 });
	await page.evaluate(() => (document.documentElement.style.fontSize = '225%'));
	assert(await width() <= 900, `${name}: ${await width()} px wide with large text`);
	await page.evaluate(() => document.documentElement.removeAttribute('style'));
	await page.setViewportSize({ width: 1280, height: 800 });
}

// A column is never narrower than its words, nor the page wider than the window.
async function checkWords(page, name, width) {
	await page.setViewportSize({ width, height: 800 });
	const broken = await page.evaluate(() => [...document.querySelectorAll('th, td')].flatMap((cell) => {
		const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
		const found = [];
		for (let text = texts.nextNode(); text; text = texts.nextNode()) {
			for (const { 0: word, index } of text.data.matchAll(/[^\s–-]+/g)) {
				const range = document.createRange();
				range.setStart(text, index);
				range.setEnd(text, index + word.length);
				const isShown = !text.parentElement.closest('.unseen') && text.parentElement.checkVisibility();
				if (isShown && new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) {
					found.push(word);
				}
			}
		}
		return found;
	}));
	assert.deepEqual(broken, [], `${name}: words are broken at ${width} px`);
	assert(await page.evaluate(() => document.documentElement.scrollWidth) <= width, `${name}: wider than ${width} px`);
	await page.setViewportSize({ width: 1280, height: 800 });
}

async function newPage(cookies, options) {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
	await context.addCookies(cookies);
	const page = await context.newPage();
	page.setDefaultTimeout(10000);
	page.on('dialog', () => assert.fail('a script ran'));
	return page;
}

async function openRequest(page, lang, request) {
	await page.goto(`${origin}/${lang}/request/${request.id}`);
	await page.fill('#reason', reason[lang]);
	await page.click('main button');
	assert.equal(await page.locator('h1').innerText(), `${lang === 'fr' ? 'Demande' : 'Request'} ${request.reference}`);
}

// Every page, one after the other, in one language and one scheme of colours.
async function checkAll(cookies, lang, colorScheme) {
	const page = await newPage(cookies, { colorScheme });
	const check = async (name) => {
		assert.equal(await page.locator('html').getAttribute('lang'), lang);
		// before axe adds its own
		assert.equal(await page.locator('script, style, iframe, [style], [onclick], [onerror]').count(), 0, `${name}: active content`);
		await checkPage(page, `${name} ${lang} ${colorScheme}`,
			colorScheme === 'dark' ? ['color-contrast', 'color-contrast-enhanced'] : undefined);
		if (lang === 'fr') { // the longer words
			await checkReflow(page, `${name} ${lang}`);
		}
	};
	const at = (path) => page.goto(`${origin}/${lang}/${path}`);
	await at('inbox?show=all');
	for (const width of [1000, 1100, 1280, 1366, 1920]) {
		await checkWords(page, `inbox ${lang}`, width);
	}
	await check('inbox');
	await at(`request/${evil.id}`);
	await check('ask');
	await page.click('main button');
	assert.match(await page.title(), lang === 'fr' ? /^Erreur\u00A0: / : /^Error: /);
	await check('ask wrong');
	await openRequest(page, lang, evil);
	await check('request');
	await at(`request/${evil.id}/call`);
	await check('call');
	await at(`request/${evil.id}/problem`);
	await check('problem');
	await page.click('main button');
	assert.match(await page.title(), lang === 'fr' ? /^Erreur\u00A0: / : /^Error: /);
	await check('problem wrong');
	await at('log');
	await check('log');
	await at(`request/${evil.id}/log`);
	await check('request log');
	await at('nothing');
	await check('absent');
	await page.context().close();
}

// ---- what a client may have typed ----

async function checkInjection(cookies) {
	const page = await newPage(cookies);
	await openRequest(page, 'en', evil);
	const answers = await page.locator('.answers dd:not(.none)').evaluateAll((nodes) => nodes.map((node) => node.textContent));
	assert(answers.includes('<script>document.title = 1</script>'));
	assert(answers.some((text) => text.startsWith('O’Neil "x" \'y\' & <b>')));
	assert(answers.includes(`one${REPLACED}owt${REPLACED}\u241B[31m\u2407\n<img src=x onerror="document.title = 2">\nthree`), answers.join('\n'));
	assert(answers.includes('Teletypewriter (TTY)') && answers.includes('Slow and clear speech'));
	assert.deepEqual(await page.locator('.answers h3').allInnerTexts(), ['Item\u00A01', 'Item\u00A02']);
	assert(answers.includes('<b>Rex</b>') && answers.includes('February 29, 2020') && answers.includes('2,346\u00A0kB'));
	assert(answers.includes('To be shown to an officer at the kiosk') && !answers.includes('No file'));
	assert.match(await page.title(), /^An opened request/);
	assert.equal(await page.locator('main b, main img, main script').count(), 0);
	assert.equal(await page.locator('.answers dd.none').first().innerText(), 'No answer');
	for (const word of evil.words) {
		assert(await page.locator('.words span', { hasText: word }).count() > 0, `the call-back word ${word} is not shown`);
	}
	await openRequest(page, 'en', french);
	assert.equal(await page.locator('.answers dd[lang=fr]', { hasText: 'Ana' }).count(), 1, 'a French answer is not marked as French');
	assert.equal(await page.locator('.words').getAttribute('lang'), 'fr');
	assert((await page.locator('.call').innerText()).includes('Make the call in French.'));
	assert.match(await page.locator('.call').innerText(), /Call back: due /);
	await openRequest(page, 'fr', french);
	assert.equal(await page.locator('.answers dd[lang]').count(), 0);
	await page.context().close();
	say('what a client typed is shown, and does nothing');
}

// ---- once for each reason ----

// While one page takes another's place the browser has no history to ask for; nothing has happened then.
async function goBack(page) {
	for (let tries = 1;; tries++) {
		await page.waitForLoadState();
		try {
			return await page.goBack();
		} catch (error) {
			if (tries === 10 || !error.message.includes('Not attached to an active page')) {
				throw error;
			}
			await page.waitForTimeout(200);
		}
	}
}

async function checkOnce(cookies, javaScriptEnabled) {
	const page = await newPage(cookies, { javaScriptEnabled });
	const shown = async () => (await page.content()).includes(english.reference);
	await openRequest(page, 'en', english);
	assert(await shown());
	assert(!page.url().includes(english.reference) && !(await page.title()).includes(english.reference));
	await page.reload();
	assert(!(await shown()), 'reloading shows it again');
	assert.equal(await page.locator('#reason').count(), 1);
	await openRequest(page, 'en', english);
	await page.click('a.action >> nth=0');
	await goBack(page);
	assert(!(await shown()), 'going back shows it again');
	assert.equal(await page.locator('#reason').count(), 1);
	await openRequest(page, 'en', english);
	await page.goto('about:blank');
	await goBack(page);
	assert(!(await shown()), 'going back from elsewhere shows it again');
	await openRequest(page, 'en', english);
	await page.click('.tools a');
	assert(!(await shown()), 'the other language shows it again');
	assert.equal(page.url(), `${origin}/fr/request/${english.id}`, 'the other language leaves the place');
	await page.context().close();
	say(`once for each reason, ${javaScriptEnabled ? 'with' : 'without'} scripts in the browser`);
}

// ---- by the keyboard alone, in a browser without scripts ----

// Each control on the way must show that it has the focus.
async function tabTo(page, what, isWanted, value) {
	for (let i = 0; i < 60; i++) {
		await page.keyboard.press('Tab');
		const focus = await page.evaluate(([isWanted, value]) => {
			const node = document.activeElement;
			return { isBody: node === document.body, outline: getComputedStyle(node).outlineWidth,
				isThere: isWanted === 'id' ? node.id === value : isWanted === 'href' ? node.getAttribute('href') === value :
					node.tagName === 'BUTTON' && node.textContent === value };
		}, [isWanted, value]);
		assert(focus.isBody || focus.outline === '3px', `${what}: the focus is not seen on the way`);
		if (focus.isThere) {
			return;
		}
	}
	assert.fail(`${what}: Tab does not lead there`);
}

async function checkKeyboard(cookies) {
	const page = await newPage(cookies, { javaScriptEnabled: false });
	const keys = page.keyboard;
	const press = (key) => Promise.all([page.waitForNavigation(), keys.press(key)]);
	const id = french.id;
	await page.goto(`${origin}/en/inbox`);
	await keys.press('Tab');
	assert.equal(await page.locator(':focus').getAttribute('href'), '#main', 'the skip link is not first');
	await keys.press('Enter');
	await tabTo(page, 'Fetch now', 'button', 'Fetch now');
	await press('Enter');
	assert.equal(await page.locator('.news').innerText(), 'No new request has come.');
	await tabTo(page, 'the request', 'href', `/en/request/${id}`);
	const named = page.getByRole('link', { name: `Open request ${french.number}, ` });
	assert(await named.evaluate((node) => node === document.activeElement), 'the link does not say which request it opens');
	await press('Enter');
	await tabTo(page, 'the button', 'button', 'Open the request');
	await press('Space');
	assert.equal(await page.locator(':focus').getAttribute('class'), 'errors', 'the errors do not have the focus');
	await tabTo(page, 'the way to the field', 'href', '#reason');
	await keys.press('Enter');
	await page.locator('#reason:focus').waitFor();
	assert.equal(await page.locator('#reason').getAttribute('aria-describedby'), 'wrong hint');
	await keys.type(reason.en);
	await press('Enter');
	assert.equal(await page.locator('h1').innerText(), `Request ${french.reference}`);
	await tabTo(page, 'the problem', 'href', `/en/request/${id}/problem`);
	await press('Enter');
	await tabTo(page, 'the kinds', 'id', 'kind-unreadable');
	await keys.press('ArrowDown');
	await keys.press('ArrowDown');
	assert.equal(await page.locator('input:checked').getAttribute('value'), 'other');
	await tabTo(page, 'back', 'href', '/en/inbox');
	await press('Enter');
	await page.goto(`${origin}/en/request/${id}/call`);
	await tabTo(page, 'yes', 'button', 'Yes, close the request');
	await press('Enter');
	assert.equal(await page.locator('.news').innerText(), 'The request is closed: the call was made.');
	assert.equal(await page.locator(`a[href$="${id}"]`).count(), 0, 'a closed request is among the open ones');
	await page.reload();
	assert.equal(await page.locator('.news').count(), 0, 'old news');
	await page.goto(`${origin}/en/request/${id}/call`);
	await page.click('main button');
	assert.equal(await page.locator('.news').innerText(), 'Nothing was changed: that had been done already.');
	await page.goto(`${origin}/fr/inbox?show=all`);
	assert.match(await page.locator('tr', { hasText: french.number }).innerText(), /fermée/i);
	await page.goto(`${origin}/fr/request/${english.id}/problem`);
	await page.check('#kind-other');
	await page.click('main button');
	assert.equal(await page.locator('.news').innerText(), 'Le problème a été noté.');
	await page.context().close();
	say('the keyboard is enough, without scripts');
}

async function checkLog(cookies) {
	const page = await newPage(cookies);
	await page.goto(`${origin}/en/log`);
	assert.match(await page.locator('.news').innerText(), /^The access log is whole: each of its \d+ entries/);
	await page.goto(`${origin}/en/request/${french.id}/log`);
	const rows = await page.locator('tbody tr').allInnerTexts();
	assert(rows.some((row) => row.includes(reason.en) && row.includes('Officer 4821')), rows.join('\n'));
	assert(rows.every((row) => row.includes(french.number)));
	await page.context().close();
	say('the access log says who, when and why, and that it is whole');
}

// The last: nobody gets in any more.
async function checkEnd(cookies) {
	const page = await newPage(cookies);
	await page.goto(link);
	assert.equal(await page.locator('h1').innerText(), 'This link was used already');
	await checkPage(page, 'spent link');
	await page.click('[lang=fr] a');
	assert.equal(await page.locator('h1').innerText(), 'Boîte de réception');
	await page.click('.tools button');
	assert.equal(await page.locator('h1').innerText(), 'La session a pris fin');
	assert.equal(await page.locator('[lang=en] h2').innerText(), 'The session has ended');
	await checkPage(page, 'ended');
	await page.context().close();
	say('a session that was ended says so');
}

try {
	if (shots) {
		mkdirSync(shots, { recursive: true });
	}
	const first = await newPage([]);
	await first.goto(link);
	assert.equal(first.url(), `${origin}/en/inbox`, 'the secret of the link stays in the address');
	await first.locator(`a[href$="${english.id}"]`).waitFor();
	const cookies = await first.context().cookies();
	assert.deepEqual(cookies.map(({ httpOnly, sameSite, expires }) => ({ httpOnly, sameSite, expires })),
		[{ httpOnly: true, sameSite: 'Strict', expires: -1 }]);
	const csrf = await first.locator('input[name=csrf]').first().inputValue();
	await first.context().close();

	await checkDoors(`${cookies[0].name}=${cookies[0].value}`, csrf);
	await checkAll(cookies, 'en', 'light');
	await checkAll(cookies, 'en', 'dark');
	await checkAll(cookies, 'fr', 'light');
	say('axe finds nothing; no page scrolls sideways');
	await checkInjection(cookies);
	await checkOnce(cookies, true);
	await checkOnce(cookies, false);
	await checkKeyboard(cookies);
	await checkLog(cookies);
	await checkEnd(cookies);
} catch (error) {
	console.error(error);
	process.exitCode = 1;
} finally {
	await browser.close();
}
