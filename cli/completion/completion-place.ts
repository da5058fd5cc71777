/** Where on the command line can one be, and what can come next? The tree of commands, laid flat. */
import type { Command, Option } from 'commander';

export interface Offer {
  readonly word: string;
  readonly help: string;
}

export interface OptionOffer extends Offer {
  readonly takesValue: boolean;
  /** The values it takes, where they are few. */
  readonly choices: readonly string[];
}

export interface CompletionPlace {
  /** The commands so far, without the program: `['subscribers', 'list']`. */
  readonly path: readonly string[];
  readonly commands: readonly Offer[];
  /** Those of the program itself stand at the first place only, and go everywhere. */
  readonly options: readonly OptionOffer[];
  /** The values of its arguments, where they are few. */
  readonly values: readonly string[];
}

/** The program first, then what is under it. */
export function completionPlaces(program: Command): CompletionPlace[] {
  return placesUnder(program, []).map((place, at) =>
    at === 0 ? { ...place, options: [...place.options, HELP] } : place,
  );
}

function placesUnder(command: Command, path: readonly string[]): CompletionPlace[] {
  const place = {
    path,
    commands: command.commands.map((each) => ({ word: each.name(), help: helpOf(each) })),
    options: command.options.map(offerOf),
    values: command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
  };
  return [place, ...command.commands.flatMap((each) => placesUnder(each, [...path, each.name()]))];
}

const HELP: OptionOffer = { word: '--help', help: 'tell more', takesValue: false, choices: [] };

function helpOf(command: Command): string {
  return command.summary() || command.description();
}

function offerOf({ long, short, description, required, optional, argChoices = [] }: Option): OptionOffer {
  return { word: long ?? short ?? '', help: description, takesValue: required || optional, choices: argChoices };
}

/** ` subscribers list`, as the scripts spell it: each word after a space. */
export function placeName({ path }: Pick<CompletionPlace, 'path'>): string {
  return path.map((word) => ` ${word}`).join('');
}

/** The program's own options go everywhere. */
export function optionsAt(place: CompletionPlace, places: readonly CompletionPlace[]): readonly OptionOffer[] {
  const [program] = places;
  return place === program ? place.options : [...place.options, ...(program?.options ?? [])];
}

/** After these a word is their value, and no command: each with its place, `*` where it may stand anywhere. */
export function optionsWithValue(places: readonly CompletionPlace[]): { place: string; option: OptionOffer }[] {
  return places.flatMap((place) =>
    place.options
      .filter(({ takesValue }) => takesValue)
      .map((option) => ({ place: place.path.length === 0 ? '*' : placeName(place), option })),
  );
}
