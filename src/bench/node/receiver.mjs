// Takes uploads over http and TLS and throws their bytes away: init, an upload link's POST, Tus, url imports, and what
// the program looks up. It reads requests from the sockets itself, for node's http module costs twice as much a byte, and
// the client is what shall be measured. Arguments: key and certificate. Prints both addresses; ends with standard input.
import { readFileSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';

const [key, cert] = process.argv.slice(2, 4).map((name) => readFileSync(name));
const uploads = new Map(); // by id: {size, offset, title}
const NOTHING = Buffer.alloc(0);
let made = 0;

function newId() {
  return `0f6c0f6c-0000-4000-8000-${String(++made).padStart(12, '0')}`;
}

function video(id, title) {
  return { id, title, status: 'done', play_link: `https://kinescope.io/${id}`, embed_link: `https://kinescope.io/embed/${id}` };
}

function init(body, base) {
  const asked = JSON.parse(body);
  const id = asked.init_id ?? newId();
  uploads.set(id, { size: Number(asked.filesize), offset: 0, title: asked.title });
  return [200, { data: { id, endpoint: `${base}/v2/upload/${id}` } }];
}

/** What to answer to a request that has arrived: status, JSON, headers. */
function answer({ method, path, headers, upload, id, body }, base) {
  if (path === '/v2/init') return init(body, base);
  if (path === '/v2/video') return [200, { data: video(newId(), headers['x-video-title']) }];
  if (path === '/v1/videos' || path === '/v1/projects') {
    return [200, { meta: { pagination: { page: 1, per_page: 100, total: 0 } }, data: [] }];
  }
  if (path.startsWith('/v1/projects/')) return [200, { data: { id, name: 'bench', folders: [] } }];
  if (!upload) {
    console.error(`${method} ${path}: unexpected`);
    return [404, { error: { code: 404404, message: 'not found' } }];
  }
  if (method === 'GET') return [200, { data: video(id, upload.title) }];
  if (method === 'POST') return [upload.offset === upload.size ? 200 : 400, { data: video(id, upload.title) }];
  const tus = { 'Tus-Resumable': '1.0.0', 'Upload-Offset': upload.offset };
  return method === 'HEAD' ? [200, undefined, { ...tus, 'Upload-Length': upload.size }] : [204, undefined, tus];
}

/** The request that begins with this head; null where its bytes can't belong to the upload. */
function begin(head) {
  const [first, ...lines] = head.split('\r\n');
  const [verb, target] = first.split(' ');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  const method = headers['x-http-method-override'] ?? verb; // Java's own client has no PATCH
  const path = target.split('?')[0];
  const id = path.slice(path.lastIndexOf('/') + 1);
  const upload = uploads.get(id);
  if (upload && method === 'PATCH' && Number(headers['upload-offset']) !== upload.offset) return null;
  if (upload && method === 'POST') upload.offset = 0;
  return {
    method, path, headers, id, upload, body: '',
    left: Number(headers['content-length'] ?? 0), // bytes of the body, or of its chunk
    chunked: headers['transfer-encoding'] === 'chunked',
  };
}

function serve(socket, base) {
  let pending = NOTHING; // what has arrived and is not understood yet
  let request; // whose body is awaited

  function take(bytes) {
    request.left -= bytes.length;
    if (request.upload) request.upload.offset += bytes.length;
    else request.body += bytes.toString('utf8');
  }

  function send(status, data, headers = {}) {
    const json = data ? JSON.stringify(data) : '';
    const all = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(json), ...headers };
    if (status === 204) delete all['Content-Length'];
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`HTTP/1.1 ${status} \r\n${lines.join('')}\r\n${json}`);
  }

  /** Does one thing with what is pending; false where more has to arrive. */
  function step() {
    if (request && request.left > 0) {
      const bytes = pending.subarray(0, request.left);
      pending = pending.subarray(bytes.length);
      take(bytes);
      if (request.left > 0) return false;
    } else if (request && request.chunked) {
      const end = pending.indexOf('\r\n');
      if (end < 0) return false;
      const line = pending.toString('latin1', 0, end);
      pending = pending.subarray(end + 2);
      if (request.last) request.chunked = false; // the empty line at the end
      else if (line) request.left = parseInt(line, 16); // else the one behind a chunk
      request.last = line !== '' && request.left === 0;
    } else if (!request) {
      const end = pending.indexOf('\r\n\r\n');
      if (end < 0) return false;
      request = begin(pending.toString('utf8', 0, end));
      pending = pending.subarray(end + 4);
      if (!request) {
        send(409);
        socket.end();
        return false;
      }
      if (request.headers.expect) socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    }
    if (request.left === 0 && !request.chunked) {
      send(...answer(request, base));
      request = undefined;
    }
    return true;
  }

  socket.on('data', (bytes) => {
    if (request && pending.length === 0 && request.left > bytes.length) {
      take(bytes); // most of them
      return;
    }
    pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
    while (step());
  });
  socket.on('error', () => socket.destroy()); // the client has gone
}

for (const [scheme, server] of [['http', net.createServer({ noDelay: true })], ['https', tls.createServer({ key, cert })]]) {
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const base = `${scheme}://127.0.0.1:${server.address().port}`;
  server.on(scheme === 'http' ? 'connection' : 'secureConnection', (socket) => serve(socket, base));
  console.log(base);
}
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
