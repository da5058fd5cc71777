import { describe, expect, it } from 'vitest';
import { pointerSteps } from '../../core/json-pointer.ts';

describe('the steps of a JSON Pointer', () => {
  it.each([
    ['#', []],
    ['#/lines/0/sku', ['lines', '0', 'sku']],
    ['#/a~1b/c~0d/e~01', ['a/b', 'c~d', 'e~1']],
    ['#/gr%C3%B6%C3%9Fe/100%25', ['größe', '100%']],
    ['#/100%/a~1b', ['100%', 'a/b']],
  ])('of %s are %j', (pointer, steps) => expect(pointerSteps(pointer)).toEqual(steps));
});
