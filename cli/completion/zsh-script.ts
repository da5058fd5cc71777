/** What zsh needs to complete our commands: each with what it does. */
import { choiceLines, stepsToPlace } from './bash-script.ts';
import { type CompletionPlace, type Offer, optionsAt, placeName } from './completion-place.ts';

export function zshScript(places: readonly CompletionPlace[]): string {
  return `#compdef fanfare
# zsh completion of fanfare: source <(fanfare completion zsh)
_fanfare() {
  local place="" word prev="\${words[CURRENT-1]}" i skip=""
  local -a offers
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
${stepsToPlace(places)}
  done
  if [[ -n $skip ]]; then
    case "$place $prev" in
${choiceLines(places, (choices) => `offers=(${choices.join(' ')})`)}
    esac
    if (( \${#offers} )); then compadd -a offers; else _files; fi
    return
  fi
  case "$place" in
${places.map((place) => `    "${placeName(place)}") offers=(${offersAt(place, places)}) ;;`).join('\n')}
  esac
  _describe 'fanfare' offers
}
if [[ "\${funcstack[1]}" == _fanfare ]]; then _fanfare "$@"; else compdef _fanfare fanfare; fi
`;
}

function offersAt(place: CompletionPlace, places: readonly CompletionPlace[]): string {
  const values = place.values.map((word) => ({ word, help: '' }));
  return [...values, ...place.commands, ...optionsAt(place, places)].map(quoted).join(' ');
}

/** A colon parts a word from its help. */
function quoted({ word, help }: Offer): string {
  const text = help === '' ? word : `${word}:${help.replaceAll(':', '\\:')}`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}
