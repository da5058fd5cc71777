/** What bash needs to complete our commands. */
import { type CompletionPlace, optionsAt, optionsWithValue, placeName } from './completion-place.ts';

export function bashScript(places: readonly CompletionPlace[]): string {
  return `# bash completion of fanfare: source <(fanfare completion bash)
_fanfare() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" place="" words="" word i skip=""
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
${stepsToPlace(places)}
  done
  if [[ -n $skip ]]; then
    case "$place $prev" in
${choiceLines(places, (choices) => `words="${choices.join(' ')}"`)}
    esac
  else
    case "$place" in
${places.map((place) => `      "${placeName(place)}") words="${wordsAt(place, places).join(' ')}" ;;`).join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _fanfare fanfare
`;
}

/** The body of a loop over the words so far, also for zsh: where they lead, and whether an option's value comes next. */
export function stepsToPlace(places: readonly CompletionPlace[]): string {
  const values = optionsWithValue(places).map(({ place, option }) => pattern(place, option.word));
  const below = places.filter(({ path }) => path.length > 0);
  const steps = below.map((place) => `      "${placeName(place)}") place="${placeName(place)}" ;;`);
  return `    if [[ -n $skip ]]; then skip=""; continue; fi
    case "$place $word" in
${values.map((each) => `      ${each}) skip=1 ;;`).join('\n')}
${steps.join('\n')}
    esac`;
}

/** What an option takes, where that is one of a few values. */
export function choiceLines(places: readonly CompletionPlace[], offer: (choices: readonly string[]) => string): string {
  return optionsWithValue(places)
    .filter(({ option }) => option.choices.length > 0)
    .map(({ place, option }) => `      ${pattern(place, option.word)}) ${offer(option.choices)} ;;`)
    .join('\n');
}

function pattern(place: string, word: string): string {
  return place === '*' ? `*" ${word}"` : `"${place} ${word}"`;
}

function wordsAt(place: CompletionPlace, places: readonly CompletionPlace[]): string[] {
  return [...place.values, ...[...place.commands, ...optionsAt(place, places)].map(({ word }) => word)];
}
