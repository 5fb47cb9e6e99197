// Numbers as they were reported: which ends a qualifier has, and what it reads like.

import type { Quantity } from './draft';

/** Which numbers go with a qualifier. */
export type Ends = 'one' | 'from' | 'to' | 'both' | 'none';

export function endsOf(qualifier: string): Ends {
  switch (qualifier) {
    case 'more-than':
    case 'at-least':
      return 'from';
    case 'up-to':
      return 'to';
    case 'range':
      return 'both';
    case 'vague':
      return 'none';
    default:
      return 'one';
  }
}

/** Which ends a quantity must have by its qualifier, and has not, in words; empty if none. */
export function lacking({ qualifier, min, max }: Quantity): string {
  switch (endsOf(qualifier)) {
    case 'one':
    case 'from':
      return min === undefined ? 'needs a number' : '';
    case 'to':
      return max === undefined ? 'needs a number' : '';
    case 'both':
      return min === undefined || max === undefined || min >= max ? 'needs two numbers, the smaller one first' : '';
    case 'none':
      return '';
  }
}

/** A quantity with other numbers, kept to the ends that its qualifier has. */
export function withNumbers(quantity: Quantity, qualifier: string, low: number | undefined, high: number | undefined): Quantity {
  const { min: _, max: __, ...rest } = quantity;
  const set = (min: number | undefined, max: number | undefined): Quantity => ({
    ...rest, qualifier, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }),
  });
  switch (endsOf(qualifier)) {
    case 'one':
      return set(low, low);
    case 'from':
      return set(low, undefined);
    case 'to':
      return set(undefined, low);
    case 'both':
      return set(low, high);
    case 'none':
      return set(undefined, undefined);
  }
}

/** The number that stands in the first field of a quantity. */
export function firstNumber({ min, max, qualifier }: Quantity): number | undefined {
  return endsOf(qualifier) === 'to' ? max : min;
}
