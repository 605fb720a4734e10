// @tus/server on a free port of 127.0.0.1, for the tests: node server.mjs FOLDER
// Prints its port, and ends when its standard input does, so that it never outlives a test.
import { createServer } from 'node:http';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';

const tus = new Server({
  path: '/files',
  datastore: new FileStore({ directory: process.argv[2] }),
  relativeLocation: true,
});
const http = createServer((request, response) => tus.handle(request, response));
http.listen(0, '127.0.0.1', () => console.log(http.address().port));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
