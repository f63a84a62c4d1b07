// SPDX-License-Identifier: MIT
// Makes a device, a desk and a calendar with Node's own cryptography, and replays the examples of an OpenAPI document.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto'
import { Agent, request } from 'node:http'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const [, , command, dir, base, document, pid] = process.argv
const BODY_MAX = 655360

function base64url(bytes) {
	return Buffer.from(bytes).toString('base64url')
}

// ES256 as a JOSE library makes it (RFC 7518 section 3.4).
function jws(jwk, typ, payload, detached) {
	const header = base64url(JSON.stringify({ alg: 'ES256', kid: jwk.kid, typ }))
	const signed = `${header}.${base64url(payload)}`
	const key = createPrivateKey({ key: jwk, format: 'jwk' })
	const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
	return `${detached ? `${header}.` : signed}.${base64url(signature)}`
}

function makeKey(device) {
	const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
	const { crv, d, kty, x, y } = privateKey.export({ format: 'jwk' })
	const kid = base64url(createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest())
	const common = { kty, crv, x, y, use: 'sig', alg: 'ES256', kid }
	return { secret: { ...common, d }, open: device === undefined ? common : { ...common, device } }
}

function makeKeys() {
	const device = makeKey('DEV-0000')
	const token = base64url(randomBytes(32))
	const digest = createHash('sha256').update(token).digest('hex')
	mkdirSync(`${dir}/keys/devices`, { recursive: true })
	writeFileSync(`${dir}/keys/devices/DEV-0000.jwks`, JSON.stringify({ keys: [device.open] }))
	writeFileSync(`${dir}/keys/desks/desk.json`, JSON.stringify({ name: 'desk', token_sha256: digest }))
	writeFileSync(`${dir}/secrets.json`, JSON.stringify({ device: device.secret, token, stranger: makeKey().secret }))
	const pem = createPrivateKey({ key: device.secret, format: 'jwk' }).export({ type: 'pkcs8', format: 'pem' })
	writeFileSync(`${dir}/device.pem`, pem)
}

// ---- the document ----

const failures = []

function check(good, sentence) {
	if (!good) {
		failures.push(sentence)
	}
}

let api

function resolve(node) {
	return node?.$ref === undefined ? node : resolve(node.$ref.slice(2).split('/').reduce((at, name) => at[name], api))
}

function typeOf(value) {
	return value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value
}

// The part of JSON Schema 2020-12 that the document uses; an unknown keyword is a failure, not a pass.
const keywords = {
	type: (want, value) => [want].flat().includes(typeOf(value)),
	const: (want, value) => want === value,
	enum: (want, value) => want.includes(value),
	pattern: (want, value) => typeof value !== 'string' || new RegExp(want, 'u').test(value),
	minLength: (want, value) => typeof value !== 'string' || value.length >= want,
	maxLength: (want, value) => typeof value !== 'string' || value.length <= want,
	minimum: (want, value) => typeof value !== 'number' || value >= want,
	maximum: (want, value) => typeof value !== 'number' || value <= want,
	minItems: (want, value) => !Array.isArray(value) || value.length >= want,
	maxItems: (want, value) => !Array.isArray(value) || value.length <= want,
	required: (want, value) => typeOf(value) !== 'object' || want.every((name) => Object.hasOwn(value, name)),
	additionalProperties: (want, value, schema) =>
		want || typeOf(value) !== 'object' || Object.keys(value).every((name) => Object.hasOwn(schema.properties, name)),
	items: (want, value) => !Array.isArray(value) || value.every((one) => fits(want, one)),
	properties: (want, value) =>
		typeOf(value) !== 'object' || Object.entries(want).every(([name, of]) => !Object.hasOwn(value, name) || fits(of, value[name])),
	description: () => true,
	format: () => true,
	default: () => true,
	contentMediaType: () => true,
	contentSchema: () => true,
}

function fits(reference, value) {
	const schema = resolve(reference)
	return Object.entries(schema).every(([keyword, want]) => {
		check(Object.hasOwn(keywords, keyword), `the document uses "${keyword}", which this test does not know`)
		return keywords[keyword]?.(want, value, schema)
	})
}

function operations() {
	return Object.entries(api.paths).flatMap(([path, item]) =>
		Object.entries(item)
			.filter(([method]) => method !== 'parameters')
			.map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
	)
}

function example(operation) {
	const content = resolve(operation.requestBody)?.content
	return content === undefined ? undefined : Object.values(Object.values(content)[0].examples)[0].value
}

function checkExamples() {
	for (const { operation } of operations()) {
		const bodies = [operation.requestBody, ...Object.values(operation.responses)].map((one) => resolve(one)?.content ?? {})
		for (const { schema, examples } of bodies.flatMap((content) => Object.values(content))) {
			check(Object.keys(examples ?? {}).length > 0, `${operation.operationId}: an answer without an example`)
			for (const [name, { value }] of Object.entries(examples ?? {})) {
				check(fits(schema, value), `${operation.operationId}: the example ${name} does not fit its own schema`)
			}
		}
	}
}

// ---- the calls ----

const agent = new Agent({ keepAlive: true, maxSockets: 1 })

function send(method, path, headers, body) {
	return new Promise((done, failed) => {
		const outgoing = request(base + path, { method, headers, agent }, (answer) => {
			const pieces = []
			answer.on('data', (piece) => pieces.push(piece))
			answer.on('error', failed)
			answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(pieces).toString() }))
		})
		outgoing.on('error', failed)
		outgoing.end(body)
	})
}

const seen = new Set()

function checkProblem(where, documented, answer, body) {
	const of = documented.examples[body.code]?.value
	check(of !== undefined, `${where}: ${body.code} is not documented`)
	check(body.status === answer.status, `${where}: the status inside is ${body.status}`)
	const language = answer.headers['content-language']
	check(body.title === body.messages[language]?.title, `${where}: the title is not in the language "${language}"`)
	check(JSON.stringify(of?.messages.fr) === JSON.stringify(body.messages.fr), `${where}: other words in French than documented`)
	check(JSON.stringify(of?.messages.en) === JSON.stringify(body.messages.en), `${where}: other words in English than documented`)
	seen.add(`${where.split(' ')[0]} ${body.code}`)
}

function checkHeaders(where, response, answer) {
	for (const [name, reference] of Object.entries(response.headers ?? {})) {
		const { required, schema } = resolve(reference)
		const value = answer.headers[name.toLowerCase()]
		check(!required || value !== undefined, `${where}: the header ${name} is missing`)
		check(value === undefined || fits(schema, value), `${where}: ${name}: ${value} is not as documented`)
	}
}

// Any answer must be a documented one.
function checkAnswer(operation, answer) {
	const where = `${operation.operationId} ${answer.status}`
	const response = resolve(operation.responses[answer.status])
	if (response === undefined) {
		failures.push(`${where}: not documented: ${answer.text.slice(0, 200)}`)
		return undefined
	}
	const type = (answer.headers['content-type'] ?? '').split(';')[0]
	const documented = response.content[type]
	if (documented === undefined) {
		failures.push(`${where}: the content type "${type}" is not documented`)
		return undefined
	}
	const body = type.endsWith('json') ? JSON.parse(answer.text) : answer.text
	check(fits(documented.schema, body), `${where}: the body is not as documented: ${answer.text.slice(0, 300)}`)
	checkHeaders(where, response, answer)
	if (type === 'application/problem+json') {
		checkProblem(where, documented, answer, body)
	}
	seen.add(where)
	return body
}

const secrets = command === 'replay' ? JSON.parse(readFileSync(`${dir}/secrets.json`)) : {}
const unknownId = '019aa5d0-7c11-7b3e-9a52-000000000000'

const typs = { postStatusQuery: 'guichet-query', postRenewal: 'guichet-renewal' }

function typOf(operationId) {
	return typs[operationId] ?? 'guichet-upload'
}

// One call as the document says, but for what `change` says; it must be answered with this status (and this code).
async function call(operationId, status, change = {}) {
	const { method, path, operation } = operations().find((one) => one.operation.operationId === operationId)
	const of = example(operation)
	const body = change.body ?? (of === undefined ? undefined : typeof of === 'string' ? of : JSON.stringify(of))
	const headers = { ...change.headers }
	const type = Object.keys(resolve(operation.requestBody)?.content ?? {})[0]
	if (type !== undefined) {
		headers['Content-Type'] ??= type
		headers['Content-Length'] ??= Buffer.byteLength(body)
	}
	if (Object.keys(operation.security[0] ?? {})[0] === 'deskToken') {
		headers.Authorization ??= `Bearer ${secrets.token}`
	} else if (operation.security.length > 0) {
		const typ = typOf(operationId)
		headers['Kiosk-Signature'] ??= jws(secrets.device, typ, body, true)
	}
	const id = change.id ?? resolve(api.components.parameters.id).example
	const answer = await send(method, path.replace('{id}', id) + (change.query ?? ''), headers, body)
	const where = `${operationId} ${status}${change.code === undefined ? '' : ` ${change.code}`}`
	check(answer.status === status, `${where}: got ${answer.status}: ${answer.text.slice(0, 200)}`)
	const got = checkAnswer(operation, answer)
	check(change.code === undefined || got?.code === change.code, `${where}: got ${got?.code}`)
	return { body: got, headers: answer.headers, status: answer.status }
}

// What every operation with a credential, an id or a body refuses alike.
async function tryShared() {
	for (const { path, operation } of operations()) {
		const { operationId, security } = operation
		const area = path.startsWith('/v1/submissions') ? 'SUB' : path === '/v1/status-queries' ? 'STA' : path.startsWith('/.well-known/est/') ? 'EST' : 'GEN'
		await call(operationId, 413, { code: `${area}-413-1`, body: 'x', headers: { 'Content-Length': BODY_MAX + 1, Connection: 'close' } })
		if (path.includes('{id}')) {
			await call(operationId, 400, { code: `${area}-400-1`, id: unknownId.replace('-7b', '-4b') })
		}
		if (operation.requestBody !== undefined) {
			await call(operationId, 400, { code: `${area}-400-2`, headers: { 'Content-Type': 'text/plain' } })
		}
		if (Object.keys(security[0] ?? {})[0] === 'deskToken') {
			await call(operationId, 401, { code: `${area}-401-2`, headers: { Authorization: `Bearer ${'0'.repeat(43)}` } })
			await call(operationId, 401, { headers: { Authorization: secrets.token } })
		} else if (security.length > 0) {
			const strange = jws(secrets.stranger, 'guichet-upload', 'x', true)
			await call(operationId, 401, { code: `${area}-401-1`, headers: { 'Kiosk-Signature': strange } })
		}
	}
}

function checkReceipt(receipt, envelope, id) {
	const jwk = JSON.parse(readFileSync(`${dir}/keys/intake.jwks`)).keys[0]
	const [header, payload, signature] = receipt.split('.')
	const key = createPublicKey({ key: jwk, format: 'jwk' })
	const good = verify('sha256', Buffer.from(`${header}.${payload}`), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
	check(good, 'the signature of the receipt is not right')
	const said = JSON.parse(Buffer.from(payload, 'base64url'))
	const [head, body] = api.components.schemas.Receipt.contentSchema.prefixItems
	check(fits(head, JSON.parse(Buffer.from(header, 'base64url'))), 'the header of the receipt is not as documented')
	check(fits(body, said), 'the payload of the receipt is not as documented')
	check(said.id === id && said.sha256 === createHash('sha256').update(envelope).digest('hex'), 'the receipt is for something else')
	return said.confirmation_code
}

// A second envelope: the documented one with another content.
function otherEnvelope(envelope, id) {
	const parts = envelope.split('.')
	const header = JSON.parse(Buffer.from(parts[0], 'base64url'))
	return [base64url(JSON.stringify({ ...header, sub: id })), ...parts.slice(1, 4), base64url(randomBytes(16))].join('.')
}

async function trySubmissions() {
	const id = resolve(api.components.parameters.id).example
	const envelope = example(api.paths['/v1/submissions/{id}'].put)
	for (const operationId of ['getSubmission', 'putConfirmation', 'postProblem', 'putTracking']) {
		await call(operationId, 404, { code: 'SUB-404-1' })
	}
	await call('putSubmission', 422, { code: 'SUB-422-1', body: 'no envelope' })
	await call('putSubmission', 422, { code: 'SUB-422-2', id: unknownId })
	const first = await call('putSubmission', 201)
	const again = await call('putSubmission', 200)
	check(first.body === again.body, 'the second receipt is another one')
	const swapped = otherEnvelope(envelope, id)
	await call('putSubmission', 409, { code: 'SUB-409-1', body: swapped })
	const page = await call('listSubmissions', 200, { query: '?state=new&limit=20&cursor=0' })
	check(page.body?.items.length === 1 && page.body.next === null, 'the list is not that of one request')
	await call('listSubmissions', 200)
	for (const query of ['?state=old', '?limit=0', '?limit=101', '?limit=x', '?cursor=x', '?cursor=']) {
		await call('listSubmissions', 400, { code: 'SUB-400-4', query })
	}
	const fetched = await call('getSubmission', 200)
	check(fetched.body === envelope && fetched.headers['guichet-receipt'] === first.body, 'another envelope or receipt is handed out')
	return checkReceipt(first.body, envelope, id)
}

async function tryPages(envelope) {
	const ids = [1, 2, 3].map((n) => `019aa5d0-7c11-7b3e-9a52-00000000000${n}`)
	for (const id of ids) {
		await call('putSubmission', 201, { id, body: otherEnvelope(envelope, id) })
	}
	const listed = []
	for (let cursor = '0'; cursor !== null;) {
		const { body } = await call('listSubmissions', 200, { query: `?limit=2&cursor=${cursor}` })
		listed.push(...(body?.items ?? []).map((item) => item.id))
		cursor = body?.next ?? null
	}
	check(listed.slice(1).join() === ids.join(), `the pages hold ${listed.join()}`)
}

async function tryStatus() {
	for (let i = 0; i < 6; i++) {
		await call('postStatusQuery', 404, { code: 'STA-404-2' }) // nobody has told anything yet: none of these counts
	}
	await call('getAccessLogHead', 200)
	await call('putTracking', 200)
	await call('getAccessLogHead', 200)
	const { body } = await call('postStatusQuery', 200)
	check(body?.progress === example(api.paths['/v1/submissions/{id}/tracking'].put).progress, 'another progress than was told')
	const wrong = JSON.stringify({ ...example(api.paths['/v1/status-queries'].post), word_proof: 'A'.repeat(43) })
	for (let i = 0; i < 5; i++) {
		await call('postStatusQuery', 404, { code: 'STA-404-2', body: wrong })
	}
	await call('postStatusQuery', 429, { code: 'STA-429-2', body: wrong })
	await call('postStatusQuery', 429, { code: 'STA-429-2' }) // the right word does not help either
	await call('postStatusQuery', 400, { code: 'STA-400-3', body: '{}' })
}

async function tryOutcomes(code) {
	for (const operationId of ['putConfirmation', 'postProblem', 'putTracking']) {
		await call(operationId, 400, { code: 'SUB-400-3', body: '{"confirmation_code":7}' })
	}
	await call('postProblem', 201)
	await call('putConfirmation', 409, { code: 'SUB-409-2' }) // the documented code is of another intake's receipt
	const body = JSON.stringify({ confirmation_code: code })
	await call('putConfirmation', 200, { body })
	await call('putConfirmation', 200, { body })
	await call('postProblem', 409, { code: 'SUB-409-3' })
}

// Calls until it is enough; the other answers on the way are documented ones too.
async function tryUntilLimited(operationId, code, most) {
	for (let i = 0; i < most; i++) {
		const { method, path, operation } = operations().find((one) => one.operation.operationId === operationId)
		const typ = typOf(operationId)
		tryUntilLimited.signature ??= {}
		const signature = (tryUntilLimited.signature[typ] ??= jws(secrets.device, typ, 'x', true))
		const type = Object.keys(operation.requestBody.content)[0]
		const headers = { 'Content-Type': type, 'Kiosk-Signature': signature, 'Content-Length': 1 }
		const answer = await send(method, path.replace('{id}', unknownId), headers, 'x')
		if (answer.status === 429) {
			const body = checkAnswer(operation, answer)
			check(body?.code === code, `${operationId}: limited with ${body?.code}`)
			return
		}
	}
	failures.push(`${operationId}: ${most} calls at once were not too many`)
}

async function tryFrench() {
	const { body, headers } = await call('getSubmission', 404, { id: unknownId, headers: { 'Accept-Language': 'fr-CA, en;q=0.5' } })
	check(headers['content-language'] === 'fr' && body?.title === body?.messages.fr.title, 'French was asked for in vain')
}

async function tryUnknown() {
	for (const [method, path, status] of [['GET', '/nothing', 404], ['DELETE', '/healthz', 405], ['GET', '/v1/submissions/', 404]]) {
		const answer = await send(method, path, {})
		const body = JSON.parse(answer.text)
		check(answer.status === status && body.code.startsWith(`GEN-${status}-`), `${method} ${path}: ${answer.text}`)
		check(fits(api.components.schemas.Problem, body), `${method} ${path}: no documented problem`)
		check(status !== 405 || answer.headers.allow === 'GET', `${method} ${path}: Allow is "${answer.headers.allow}"`)
	}
}

// What the intake cannot be brought to from outside while it is well.
// nor, while it has an authority and keys, to say that it has none.
const unreachable = /^(\S+ (500|503)$|\S+ \S+-(500|503)-\d+$|(getAuthority|postEnrolment|postRenewal) (404$|EST-404-5$)|getKeys (404$|GEN-404-6$))/

function checkAllSeen() {
	for (const { operation } of operations()) {
		for (const [status, reference] of Object.entries(operation.responses)) {
			const problems = resolve(reference).content['application/problem+json']?.examples ?? {}
			for (const one of [status, ...Object.keys(problems)]) {
				const name = `${operation.operationId} ${one}`
				check(seen.has(name) || unreachable.test(name), `${name} is documented and was never answered`)
			}
		}
	}
}

// The requests were made by openssl: openapi_replay.sh.
async function tryEnrolment() {
	const body = (name) => readFileSync(`${dir}/p10/${name}`, 'utf8')
	await call('getKeys', 200)
	await call('getAuthority', 200)
	await call('postEnrolment', 400, { code: 'EST-400-5', body: 'AAAA' })
	const first = await call('postEnrolment', 200, { body: body('good') })
	const again = await call('postEnrolment', 200, { body: body('good') })
	check(first.body === again.body, 'the same request got another certificate')
	await call('postEnrolment', 409, { code: 'EST-409-4', body: body('used') })
	await call('postEnrolment', 403, { code: 'EST-403-1', body: body('expired') })
	await call('postEnrolment', 403, { code: 'EST-403-2', body: body('foreign') })
	await call('postEnrolment', 403, { code: 'EST-403-3', body: body('withdrawn') })
	for (let i = 0; i < 5; i++) {
		await call('postEnrolment', 401, { code: 'EST-401-3' })
	}
	await call('postEnrolment', 429, { code: 'EST-429-3' })
	await call('postRenewal', 200, { body: body('renewal') })
	await call('postRenewal', 422, { code: 'EST-422-3' })
	await call('postRenewal', 400, { code: 'EST-400-5', body: 'AAAA' })
}

// The file comes while the intake runs.
async function trySecurity() {
	await call('getSecurityContact', 404, { code: 'GEN-404-4' })
	writeFileSync(`${dir}/keys/security.txt`, 'Contact: mailto:security@guichet.invalid\n')
	process.kill(Number(pid), 'SIGHUP')
	const until = Date.now() + 10000
	while (Date.now() < until && (await send('GET', '/.well-known/security.txt', {})).status !== 200) {
		// it is read on a thread of its own
	}
	await call('getSecurityContact', 200)
}

async function replay() {
	const text = readFileSync(document, 'utf8')
	api = JSON.parse(text)
	checkExamples()
	await trySecurity()
	for (const operationId of ['getHealth', 'getReadiness', 'getMetrics', 'getDescription']) {
		await call(operationId, 200)
	}
	check((await send('GET', '/v1/openapi.json', {})).text === text, 'the intake serves another description than this one')
	const health = await send('GET', '/healthz', {})
	check(health.text === JSON.stringify(api.paths['/healthz'].get.responses[200].content['application/json'].examples.example.value), `/healthz: ${health.text}`)
	await tryShared()
	const code = await trySubmissions()
	await tryPages(example(api.paths['/v1/submissions/{id}'].put))
	await tryStatus()
	await tryOutcomes(code)
	await tryFrench()
	await tryUnknown()
	await tryEnrolment()
	await tryUntilLimited('postStatusQuery', 'STA-429-1', 200)
	await tryUntilLimited('postRenewal', 'EST-429-1', 200)
	await tryUntilLimited('putSubmission', 'SUB-429-1', 5000)
	checkAllSeen()
	agent.destroy()
}

if (command === 'keys') {
	makeKeys()
} else {
	await replay()
	for (const failure of new Set(failures)) {
		console.log(`FAILED: ${failure}`)
	}
	console.log(`${seen.size} different answers, ${failures.length} not as documented`)
	process.exitCode = failures.length > 0 ? 1 : 0
}
