/** What fish needs to complete our commands: each with what it does. */
import { type CompletionPlace, type OptionOffer, optionsWithValue, placeName } from './completion-place.ts';

export function fishScript(places: readonly CompletionPlace[]): string {
  const known = places.filter(({ path }) => path.length > 0).map(placeName);
  const values = optionsWithValue(places).map(({ place, option }) => `${place} ${option.word}`);
  return `# fish completion of fanfare: fanfare completion fish > ~/.config/fish/completions/fanfare.fish
function __fanfare_place --description 'Which command the words so far lead to'
  set -l place ''
  set -l skip 0
  for word in (commandline -opc)[2..-1]
    if test $skip -eq 1
      set skip 0
      continue
    end
    switch "$place $word"
      case ${values.map(quoted).join(' ')}
        set skip 1
      case ${known.map(quoted).join(' ')}
        set place "$place $word"
    end
  end
  echo "$place"
end
complete -c fanfare -f
${places.flatMap(placeLines).join('\n')}
`;
}

function placeLines(place: CompletionPlace): string[] {
  const at = `-n ${quoted(`test (__fanfare_place) = "${placeName(place)}"`)}`;
  const everywhere = place.path.length === 0;
  return [
    ...place.commands.map(({ word, help }) => `complete -c fanfare ${at} -a ${word} -d ${quoted(help)}`),
    ...place.values.map((word) => `complete -c fanfare ${at} -a ${word}`),
    ...place.options.map((option) => `complete -c fanfare ${everywhere ? '' : `${at} `}${optionOffer(option)}`),
  ];
}

function optionOffer({ word, help, takesValue, choices }: OptionOffer): string {
  const value = choices.length > 0 ? ` -x -a ${quoted(choices.join(' '))}` : takesValue ? ' -r -F' : '';
  const name = word.startsWith('--') ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`;
  return `${name}${value} -d ${quoted(help)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
