/**
 * What runs inside an execution environment: loads the handler and answers one invocation after the other, as
 * Lambda's Node.js 24 runtime does. Plain CommonJS, because compiling TypeScript would double a cold start.
 *
 * The conversation, all small arrays:   in   [requestId, payload, deadline in epoch ms]
 *                                       out  ['ready'] · ['log', text] · ['result', json] · ['error', json] · ['crash', json]
 */
const path = require('node:path');
const { parentPort, workerData } = require('node:worker_threads');

// Straight to the host, in order with the results and without a stream's buffering: a line written before a hang is seen.
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk, encoding, callback) => {
    parentPort.postMessage(['log', typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()]);
    const done = typeof encoding === 'function' ? encoding : callback;
    if (done) queueMicrotask(done);
    return true;
  };
}

function describe(error, errorType) {
  if (!(error instanceof Error)) {
    return JSON.stringify({ errorType: errorType ?? typeof error, errorMessage: String(error), trace: [] });
  }
  const message = errorType ? `${error.name}: ${error.message}` : error.message;
  const trace = (error.stack ?? '').split('\n');
  return JSON.stringify({ errorType: errorType ?? error.name, errorMessage: message, trace });
}

// The host ends this environment on a crash. Exiting here as well stops whatever the handler still does.
function crash(error, errorType) {
  parentPort.postMessage(['crash', describe(error, errorType)]);
  process.exit(129);
}
process.on('uncaughtException', (error) => crash(error));
process.on('unhandledRejection', (reason) => crash(reason, 'Runtime.UnhandledPromiseRejection'));

class RuntimeError extends Error {
  constructor(type, message) {
    super(message);
    this.name = type;
  }
}

function loadModule(file) {
  try {
    return require(file);
  } catch (error) {
    if (error?.code === 'MODULE_NOT_FOUND') throw new RuntimeError('Runtime.ImportModuleError', String(error));
    if (error instanceof SyntaxError) throw new RuntimeError('Runtime.UserCodeSyntaxError', String(error));
    throw error;
  }
}

function loadHandler(root, handler) {
  const [, file, names] = /^(.*?[^./][^.]*)\.(.+)$/.exec(handler) ?? [];
  if (!file) throw new RuntimeError('Runtime.MalformedHandlerName', `Bad handler: ${handler}`);
  let found = loadModule(path.join(root, file));
  for (const name of names.split('.')) found = found?.[name];
  if (typeof found !== 'function') {
    throw new RuntimeError('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  }
  if (found.length > 2) {
    throw new RuntimeError(
      'Runtime.CallbackHandlerDeprecated',
      'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24.',
    );
  }
  return found;
}

async function answer(handler, [requestId, payload, deadline]) {
  const context = {
    ...workerData.context,
    callbackWaitsForEmptyEventLoop: true,
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    const result = await handler(JSON.parse(payload), context);
    parentPort.postMessage(['result', JSON.stringify(result) ?? 'null']);
  } catch (error) {
    parentPort.postMessage(['error', describe(error)]);
  }
}

try {
  const handler = loadHandler(workerData.codeDir, workerData.handler);
  parentPort.on('message', (message) => answer(handler, message));
  parentPort.postMessage(['ready']);
} catch (error) {
  crash(error);
}
