/** How does a plan look to a program? */
import type { Plan } from './plan.ts';

export function planJson({ manifest, creations, changes, deletions, unchanged }: Plan): object {
  return {
    manifest,
    create: creations.map(({ declared }) => ({ name: declared.settings.name })),
    change: changes.map(({ current: { id, name }, differences }) => ({ id, name, differences })),
    delete: deletions.map(({ id, name }) => ({ id, name })),
    unchanged: unchanged.length,
  };
}
