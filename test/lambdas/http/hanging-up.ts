/** A server on a thread of its own: told to, it closes and resets its connections, then opens the gate. */
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

const gate = workerData as Int32Array<SharedArrayBuffer>;
const sockets = new Set<net.Socket>();

const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  sockets.add(socket);
  socket.on('error', () => {});
  socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'));
});
server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as net.AddressInfo).port));

parentPort?.on('message', async () => {
  for (const socket of sockets) socket.end();
  await sleep(50); // the FIN first, then the RST: so the next write there fails with EPIPE
  for (const socket of sockets) socket.resetAndDestroy();
  await sleep(50);
  Atomics.store(gate, 0, 1);
  Atomics.notify(gate, 0);
});
