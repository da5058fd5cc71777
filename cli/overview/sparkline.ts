/** How did a number go? One character for each step, the higher the more. */
const LEVELS = '▁▂▃▄▅▆▇█';

/** Steps are put together where there are more than `width`. What is not 0 stands above what is. */
export function sparkline(values: readonly number[], width = 60): string {
  const perCharacter = Math.ceil(values.length / width);
  const sums = Array.from({ length: Math.ceil(values.length / perCharacter) }, (_, at) =>
    values.slice(at * perCharacter, (at + 1) * perCharacter).reduce((sum, value) => sum + value, 0),
  );
  const highest = Math.max(...sums, 1);
  return sums.map((sum) => LEVELS[Math.ceil((sum / highest) * (LEVELS.length - 1))]).join('');
}
