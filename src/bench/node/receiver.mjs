// Receives uploads and throws their bytes away, over http and TLS: init, an upload link's POST, Tus, and what the program
// looks up. Arguments: key and certificate. Prints both addresses, one a line; ends when standard input does.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';

const [key, cert] = process.argv.slice(2, 4);
const uploads = new Map(); // by id: {size, offset, title}
let made = 0;

function answer(response, status, data, headers = {}) {
  const body = data === undefined ? '' : JSON.stringify(data);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), ...headers });
  response.end(body);
}

function video(id) {
  const { title } = uploads.get(id);
  return { id, title, status: 'done', play_link: `https://kinescope.io/${id}`, embed_link: `https://kinescope.io/embed/${id}` };
}

function init(request, response, base) {
  let text = '';
  request.on('data', (chunk) => (text += chunk));
  request.on('end', () => {
    const asked = JSON.parse(text || '{}');
    const id = asked.init_id ?? `0f6c0f6c-0000-4000-8000-${String(++made).padStart(12, '0')}`;
    uploads.set(id, { size: Number(asked.filesize), offset: 0, title: asked.title });
    answer(response, 200, { data: { id, endpoint: `${base}/v2/upload/${id}` } });
  });
}

function receive(request, response, id) {
  const upload = uploads.get(id);
  const tus = request.method === 'PATCH';
  if (!upload || (tus && Number(request.headers['upload-offset']) !== upload.offset)) {
    answer(response, upload ? 409 : 404);
    return;
  }
  if (!tus) upload.offset = 0;
  request.on('data', (chunk) => (upload.offset += chunk.length));
  request.on('end', () => {
    if (tus) answer(response, 204, undefined, { 'Tus-Resumable': '1.0.0', 'Upload-Offset': upload.offset });
    else answer(response, upload.offset === upload.size ? 200 : 400, { data: video(id) });
  });
}

function serve(base, request, response) {
  const path = request.url.split('?')[0];
  const id = path.slice(path.lastIndexOf('/') + 1);
  if (request.method === 'POST' && path === '/v2/init') init(request, response, base);
  else if (path.startsWith('/v2/upload/') && request.method === 'HEAD' && uploads.has(id)) {
    const { size, offset } = uploads.get(id);
    answer(response, 200, undefined, { 'Tus-Resumable': '1.0.0', 'Upload-Offset': offset, 'Upload-Length': size, 'Cache-Control': 'no-store' });
  } else if (path.startsWith('/v2/upload/')) receive(request, response, id);
  else if (path.startsWith('/v1/videos/') && uploads.has(id)) answer(response, 200, { data: video(id) });
  else if (path === '/v1/videos' || path === '/v1/projects') {
    answer(response, 200, { meta: { pagination: { page: 1, per_page: 100, total: 0 } }, data: [] });
  } else if (path.startsWith('/v1/projects/')) answer(response, 200, { data: { id, name: 'bench', folders: [] } });
  else {
    console.error(`${request.method} ${path}: unexpected`);
    answer(response, 404, { error: { code: 404404, message: 'not found' } });
  }
}

const servers = [
  ['http', http.createServer()],
  ['https', https.createServer({ key: readFileSync(key), cert: readFileSync(cert) })],
];
for (const [scheme, server] of servers) {
  server.requestTimeout = 0;
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const base = `${scheme}://127.0.0.1:${server.address().port}`;
  server.on('request', (request, response) => serve(base, request, response));
  console.log(base);
}
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
