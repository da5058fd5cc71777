/** How is the console built? */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    target: 'es2022',
    emptyOutDir: true,
    assetsInlineLimit: 0, // a file of its own is kept by the browser, whatever else changes
    chunkSizeWarningLimit: 1500,
  },
  // `npm run console:dev` beside an `npm start`.
  server: { proxy: { '/v1': process.env.FANFARE_API_URL ?? 'http://127.0.0.1:4400' } },
});
