// Sends a file to an upload link by tus-js-client. Arguments: the file and the link.
import { createReadStream } from 'node:fs';
import { Upload } from 'tus-js-client';

const [file, uploadUrl] = process.argv.slice(2);
new Upload(createReadStream(file), {
  uploadUrl,
  retryDelays: null,
  onError: (error) => {
    console.error(error);
    process.exit(1);
  },
}).start();
